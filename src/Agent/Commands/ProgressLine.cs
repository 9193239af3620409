using System.Diagnostics;

namespace Agent.Commands;

/// <summary>Progress of long work on standard error: a bar on a terminal, one line a minute elsewhere.</summary>
internal sealed class ProgressLine
{
    private readonly bool _isTerminal = !Console.IsErrorRedirected;
    private readonly TimeSpan _pause;
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly double _begun;
    private TimeSpan _next;

    /// <summary>Begins.</summary>
    /// <param name="begun">Share that was done before, 0 to 1.</param>
    public ProgressLine(double begun)
    {
        _begun = begun;
        _pause = _isTerminal ? TimeSpan.FromSeconds(0.25) : TimeSpan.FromMinutes(1);
    }

    /// <summary>Shows how far the work is, when it is time to.</summary>
    /// <param name="share">0 to 1.</param>
    /// <param name="text">What there is to say besides.</param>
    public void Show(double share, Func<string> text)
    {
        if (_clock.Elapsed < _next && share < 1)
            return;
        _next = _clock.Elapsed + _pause;
        TimeSpan left = share > _begun ? _clock.Elapsed * ((1 - share) / (share - _begun)) : TimeSpan.Zero;
        string line = $"{share,4:P0}  {text()}  {Time(_clock.Elapsed)} gone, {Time(left)} to go";
        if (!_isTerminal)
        {
            Console.Error.WriteLine(line);
            return;
        }

        int full = (int)(share * 24);
        Console.Error.Write($"\r[{new string('#', full)}{new string('.', 24 - full)}] {line}\u001b[K{(share >= 1 ? "\n" : "")}");
    }

    private static string Time(TimeSpan time) => time.TotalHours >= 1 ? $"{(int)time.TotalHours}:{time:mm\\:ss}" : $"{time:m\\:ss}";
}
