namespace Inference.Gating;

/// <summary>How the gate learns, what it calls a change and for how long it believes it.</summary>
/// <remarks>The defaults were chosen on three recordings and the simulator; docs/gate-and-tracker.md has the measurements.</remarks>
public sealed record GateOptions
{
    /// <summary>Amplification N of the difference in the variance estimate, 1 to 8 (Manzanera and Richefeu use 1 to 4).</summary>
    public int Amplification { get; init; } = 4;

    /// <summary>Least difference that counts as change whatever the noise, grey levels 1 to 255.</summary>
    public int MinimumDifference { get; init; } = 12;

    /// <summary>Cap of the variance estimate, grey levels: a busy place stays sensitive to a change larger than this.</summary>
    public int MaximumVariance { get; init; } = 56;

    /// <summary>Changed cells of the 16 in a block that make the block active, 1 to 16.</summary>
    public int BlockThreshold { get; init; } = 5;

    /// <summary>Least changed area of a region, square pixels.</summary>
    public int MinimumArea { get; init; } = 48;

    /// <summary>Time over which the first background is learned, and after each change of the whole scene.</summary>
    public TimeSpan Learning { get; init; } = TimeSpan.FromMilliseconds(800);

    /// <summary>Time after which a change that nobody holds becomes background.</summary>
    public TimeSpan MaximumAge { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Time after which even a held object becomes background.</summary>
    public TimeSpan MaximumHeldAge { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Frame period assumed by the overload of <see cref="Gate.Process(ReadOnlySpan{byte}, Span{Region})"/> that is not told.</summary>
    public TimeSpan FramePeriod { get; init; } = TimeSpan.FromMilliseconds(100);
}
