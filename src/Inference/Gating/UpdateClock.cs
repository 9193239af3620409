namespace Inference.Gating;

/// <summary>Turns frame times into whole steps of the background, so that 5 and 30 frames a second learn alike.</summary>
internal sealed class UpdateClock(GateOptions options)
{
    /// <summary>Grey levels a second by which quiet cells follow the picture: slow light drift is faster than nothing else.</summary>
    private const int QuietRate = 15;

    /// <summary>Grey levels a second in changed cells nobody holds: a contrast of 60 is gone in half a minute.</summary>
    private const int ChangedRate = 2;

    /// <summary>Levels a second of V in quiet and in changed cells; the latter is slow or an object would hide itself.</summary>
    private const int VarianceRate = 20;
    private const int ChangedVarianceRate = 4;

    private const int LongestGap = 1000;
    private int _quiet;
    private int _changed;
    private int _variance;
    private int _changedVariance;
    private int _sinceSample = int.MaxValue / 2;

    /// <summary>Milliseconds since the frame before, 1 to 1,000.</summary>
    public int Elapsed { get; private set; }

    /// <summary>How far this frame may move the background.</summary>
    public UpdateSteps Steps { get; private set; } = Limits(options, 0, 0, 0, 0);

    /// <summary>True when the next frame of the learning is due; asking starts the next wait.</summary>
    public bool LearningDue
    {
        get
        {
            if (_sinceSample * 4L < (long)options.Learning.TotalMilliseconds)
                return false;
            _sinceSample = 0;
            return true;
        }
    }

    /// <summary>Starts learning at the next frame.</summary>
    public void Restart() => _sinceSample = int.MaxValue / 2;

    /// <summary>Notes that time passed.</summary>
    public void Advance(TimeSpan elapsed)
    {
        Elapsed = (int)Math.Clamp(elapsed.Ticks / TimeSpan.TicksPerMillisecond, 1, LongestGap);
        _sinceSample = Math.Min(int.MaxValue / 2, _sinceSample + Elapsed);
        Steps = Limits(
            options,
            Whole(ref _quiet, QuietRate),
            Whole(ref _changed, ChangedRate),
            Whole(ref _variance, VarianceRate),
            Whole(ref _changedVariance, ChangedVarianceRate));
    }

    private byte Whole(ref int thousandths, int rate)
    {
        thousandths += rate * Elapsed;
        int whole = thousandths / 1000;
        thousandths -= whole * 1000;
        return (byte)whole;
    }

    private static UpdateSteps Limits(GateOptions options, byte quiet, byte changed, byte variance, byte changedVariance) =>
        new(quiet, changed, variance, changedVariance, int.Log2(Math.Clamp(options.Amplification, 1, 8)), 2, (byte)options.MaximumVariance);
}
