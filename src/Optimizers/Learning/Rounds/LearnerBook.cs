using System.Globalization;
using System.Text;
using Optimizers.Learning.Guarding;
using Optimizers.Learning.Patches;

namespace Optimizers.Learning.Rounds;

/// <summary>
/// What must outlive rounds, of one network and stage: how often the guard has looked, how many rounds were decided, how many labels the last of them knew, and what
/// was decided. It is written before anything is done about a decision; after a power cut the decision is read here, and the guard is not asked again.
/// </summary>
/// <param name="Looks">Of the guard.</param>
/// <param name="Rounds">Decided.</param>
/// <param name="Accepted">Labels that the memory had accepted when the last of them began.</param>
/// <param name="Decision">Of the last of them; null: none, or its candidate served already.</param>
internal sealed record LearnerBook(int Looks, int Rounds, ulong Accepted, GuardDecision? Decision)
{
    /// <summary>Looks that a damaged book counts for: they are what keeps the guard's promise, so rather too many of them than too few.</summary>
    private const int DamagedLooks = 30;

    /// <summary>Reads a book.</summary>
    /// <param name="disk">Where it is.</param>
    /// <param name="name">Its file: one for each network and stage, so that each finds its own again.</param>
    /// <param name="notice">What was found that is not as it should be; null: nothing.</param>
    public static LearnerBook Read(StoreDisk disk, string name, out string? notice)
    {
        notice = null;
        if (disk.Read(name) is not { } file)
            return new LearnerBook(0, 0, 0, null);
        if (StoreLog.Whole(Encoding.ASCII.GetString(file)) is [var looks, var rounds, var accepted, .. var decision])
            return new LearnerBook(Int(looks), Int(rounds), ulong.Parse(accepted, CultureInfo.InvariantCulture), DecisionOf(decision));
        notice = $"{name}: damaged; the guard goes on as if it had looked {DamagedLooks} times";
        return new LearnerBook(DamagedLooks, 0, 0, null);
    }

    /// <summary>Writes it, whole or not at all.</summary>
    /// <exception cref="IOException">The disk refuses.</exception>
    public void Write(StoreDisk disk, string name)
    {
        string text = string.Create(CultureInfo.InvariantCulture, $"{Looks} {Rounds} {Accepted}");
        if (Decision is { } made)
        {
            text += string.Create(
                CultureInfo.InvariantCulture,
                $" {(int)made.Reason} {made.Look} {made.Class} {made.Counts.Samples} {made.Counts.Gained} {made.Counts.Lost} {made.Found:R} {made.Expected:R}");
        }

        disk.Write(name, Encoding.ASCII.GetBytes(StoreLog.Line(text)));
    }

    /// <summary>The line has a checksum: what is in it was written by <see cref="Write"/>.</summary>
    private static GuardDecision? DecisionOf(string[] words) => words is [var reason, var look, var label, var samples, var gained, var lost, var found, var expected]
        ? new GuardDecision(
            (GuardReason)Int(reason), Int(look), Int(label), new PairedCounts(Int(samples), Int(gained), Int(lost)),
            double.Parse(found, CultureInfo.InvariantCulture), double.Parse(expected, CultureInfo.InvariantCulture))
        : null;

    private static int Int(string word) => int.Parse(word, CultureInfo.InvariantCulture);
}
