namespace Optimizers.Chains.Towers;

/// <summary><c>p(L) ∝ Ratio^L</c>.</summary>
/// <param name="Ratio">Above 0; 1: every number alike.</param>
public sealed record GeometricLayers(double Ratio) : ILayerPrior
{
    /// <inheritdoc/>
    public double LogGrowth(int layers) => ExactMath.Log(Ratio);
}
