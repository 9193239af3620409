namespace Optimizers.Chains.Towers;

/// <summary>The prior of the number of layers, cut off at the most that the tower can have.</summary>
public interface ILayerPrior
{
    /// <summary><c>log p(L + 1)/p(L)</c>.</summary>
    /// <param name="layers">L, 0 or more.</param>
    double LogGrowth(int layers);
}
