using System.Globalization;

namespace Agent.Learning;

/// <summary>Whether a command is of now: one that waited in a broker, or was recorded and is played again, must not be obeyed.</summary>
internal static class CommandTime
{
    /// <summary>Oldest command that is obeyed, and how far the sender's clock may be ahead.</summary>
    public static readonly TimeSpan Most = TimeSpan.FromSeconds(60);

    private static readonly string[] Formats = ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz"];

    /// <summary>What is wrong with a command's time; empty: nothing.</summary>
    /// <param name="text">User property <c>time</c>; null: none.</param>
    /// <param name="now">The board's clock.</param>
    public static string Fault(string? text, DateTimeOffset now)
    {
        if (text is null)
            return $"found no user property time, expected when the command was given, as {Written(now)}";
        if (!DateTimeOffset.TryParseExact(text, Formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset given))
            return $"found a user property time that is none, expected RFC 3339, as {Written(now)}";
        double age = (now - given).TotalSeconds;
        return Math.Abs(age) <= Most.TotalSeconds ? ""
            : FormattableString.Invariant($"found a command {Math.Abs(age):0} s {(age > 0 ? "old" : "ahead")}, expected at most {Most.TotalSeconds:0} s by the board's clock, which shows {Written(now)}");
    }

    private static string Written(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
