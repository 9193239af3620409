namespace Optimizers.Chains.Training;

/// <summary>Units that come and go: a prior over how many are on, and how often one is turned on or off.</summary>
public sealed record UnitsRecipe
{
    /// <summary><c>uniform</c> over 0 to all units, or <c>geometric</c>: a further unit is less likely by e^<see cref="Cost"/>.</summary>
    public string Prior { get; set; } = "uniform";

    /// <summary>Nats that a further unit costs; with <c>geometric</c> only, 1 where absent.</summary>
    public double? Cost { get; set; }

    /// <summary>Share of the visits that turn a unit on or off.</summary>
    public double Share { get; set; } = 0.1;
}
