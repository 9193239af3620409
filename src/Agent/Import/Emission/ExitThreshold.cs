namespace Agent.Import.Emission;

/// <summary>The threshold of an exit until `vigie calibrate` finds its own.</summary>
internal static class ExitThreshold
{
    /// <summary>Top-1 probability of 0.95, in 1/65536.</summary>
    public const int Top1 = 62259;
}
