using System.CommandLine;
using System.Globalization;

namespace Agent.Commands;

/// <summary>Lengths of time as people type them: <c>90s</c>, <c>10m</c>, <c>1.5h</c>, <c>2d</c>.</summary>
internal static class Duration
{
    // What a timer of the framework can count (CancellationTokenSource.CancelAfter).
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(uint.MaxValue - 1);

    /// <summary>Refuses what is no length of time, where an option takes one.</summary>
    public static void Check(Option<string?> option) => option.Validators.Add(result =>
    {
        if (result.GetValueOrDefault<string?>() is { } text && !TryParse(text, out _))
            result.AddError($"{option.Name}: found \"{text}\", expected a number with s, m, h or d, as in 90s, at most 49d");
    });

    /// <summary>Parses a number followed by s, m, h or d; true when it is one, more than zero and at most 49 days.</summary>
    public static bool TryParse(string text, out TimeSpan duration)
    {
        duration = default;
        double seconds = text.Length == 0 ? 0 : text[^1] switch { 's' => 1, 'm' => 60, 'h' => 3600, 'd' => 86400, _ => 0 };
        if (seconds == 0 || !double.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.Float, CultureInfo.InvariantCulture, out double count))
            return false;
        if (!(count > 0 && count * seconds <= Longest.TotalSeconds))
            return false;
        duration = TimeSpan.FromSeconds(count * seconds);
        return true;
    }
}
