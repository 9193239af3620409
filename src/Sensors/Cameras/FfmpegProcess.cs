using System.ComponentModel;
using System.Diagnostics;

namespace Sensors.Cameras;

/// <summary>One ffmpeg child: its output, the last lines it complained with, and its end.</summary>
/// <remarks>If this process is killed, the child ends by itself at its next write to the closed pipe.</remarks>
internal sealed class FfmpegProcess : IDisposable
{
    private const int LinesKept = 4;
    private const int LongestLine = 300;

    private static readonly TimeSpan EndWithin = TimeSpan.FromSeconds(2);

    private readonly Process _process = new();
    private readonly Queue<string> _lines = new();
    private readonly string _source;
    private int _isDisposed;

    /// <exception cref="CameraException">The program is not there.</exception>
    public FfmpegProcess(string program, string[] arguments, string source)
    {
        _source = source;
        _process.StartInfo = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            UseShellExecute = false,
        };
        _process.StartInfo.Environment["AV_LOG_FORCE_NOCOLOR"] = "1";
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        try
        {
            _process.Start();
        }
        catch (Win32Exception fault)
        {
            _process.Dispose();
            throw new CameraException(
                $"{program} cannot be started ({fault.Message}); it reads this kind of source: `apt install ffmpeg`", fault);
        }

        Id = _process.Id;
        _process.StandardInput.Close();
        Output = _process.StandardOutput.BaseStream;
        _process.BeginErrorReadLine();
    }

    /// <summary>Number of the process.</summary>
    public int Id { get; }

    /// <summary>Its standard output.</summary>
    public Stream Output { get; }

    /// <summary>Its exit code, waiting a little for it; null when it goes on.</summary>
    public int? WaitForExit()
    {
        try
        {
            if (!_process.WaitForExit(EndWithin))
                return null;
            // Without a limit: this also waits until the last line of standard error has been handed over.
            _process.WaitForExit();
            return _process.ExitCode;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>The last lines of its standard error, passwords hidden.</summary>
    public string LastLines()
    {
        lock (_lines)
            return string.Join(" / ", _lines);
    }

    /// <summary>Kills it and whatever it started; from any thread, more than once.</summary>
    public void Kill()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (Exception fault) when (fault is InvalidOperationException or Win32Exception or AggregateException)
        {
            // It has ended already; that is all that was wanted.
        }
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
            return;
        Kill();
        _process.WaitForExit(EndWithin);
        Output.Dispose();
        _process.Dispose();
    }

    private void Keep(string? line)
    {
        if (string.IsNullOrWhiteSpace(line))
            return;
        string scrubbed = SourceAddress.Scrub(line.Trim(), _source);
        lock (_lines)
        {
            if (_lines.Count == LinesKept)
                _lines.Dequeue();
            _lines.Enqueue(scrubbed.Length > LongestLine ? scrubbed[..LongestLine] + "…" : scrubbed);
        }
    }
}
