using System.Globalization;
using System.Text;
using Optimizers.Learning.Patches;

namespace Optimizers.Learning.Rounds;

/// <summary>What must outlive rounds: how often the guard has looked, how many rounds there were and how many labels the last one knew; of one shipped network.</summary>
/// <param name="Looks">Of the guard.</param>
/// <param name="Rounds">Ended.</param>
/// <param name="Accepted">Labels that the memory had accepted when the last of them began.</param>
internal sealed record LearnerBook(int Looks, int Rounds, ulong Accepted)
{
    /// <summary>Its file: one line with a checksum.</summary>
    public const string Name = "book";

    /// <summary>Reads it.</summary>
    /// <param name="disk">Where it is.</param>
    /// <param name="shipped">Hash of the shipped network; for another a new life begins.</param>
    /// <param name="notice">What was found that is not as it should be; null: nothing.</param>
    public static LearnerBook Read(StoreDisk disk, string shipped, out string? notice)
    {
        notice = null;
        if (disk.Read(Name) is not { } file)
            return new LearnerBook(0, 0, 0);
        if (StoreLog.Whole(Encoding.ASCII.GetString(file)) is [var of, var looks, var rounds, var accepted]
            && int.TryParse(looks, CultureInfo.InvariantCulture, out int look)
            && int.TryParse(rounds, CultureInfo.InvariantCulture, out int round)
            && ulong.TryParse(accepted, CultureInfo.InvariantCulture, out ulong labels))
            return of == shipped ? new LearnerBook(look, round, labels) : new LearnerBook(0, 0, 0);
        // Looks are what keeps the guard's promise: rather too many of them than too few.
        notice = $"{Name}: damaged; the guard goes on as if it had looked 30 times";
        return new LearnerBook(30, 0, 0);
    }

    /// <summary>Writes it, whole or not at all.</summary>
    /// <exception cref="IOException">The disk refuses.</exception>
    public void Write(StoreDisk disk, string shipped) =>
        disk.Write(Name, Encoding.ASCII.GetBytes(StoreLog.Line(string.Create(CultureInfo.InvariantCulture, $"{shipped} {Looks} {Rounds} {Accepted}"))));
}
