namespace Optimizers.Chains.Towers;

/// <summary><c>p(L) ∝ Mean^L/L!</c>.</summary>
/// <param name="Mean">Above 0; the mean where nothing is cut off.</param>
public sealed record PoissonLayers(double Mean) : ILayerPrior
{
    /// <inheritdoc/>
    public double LogGrowth(int layers) => ExactMath.Log(Mean / (layers + 1));
}
