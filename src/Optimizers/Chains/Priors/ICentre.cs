namespace Optimizers.Chains.Priors;

/// <summary>Given weights that a prior is centred at, of all units.</summary>
public interface ICentre
{
    /// <summary>A weight.</summary>
    /// <param name="block">The block.</param>
    /// <param name="unit">The unit.</param>
    /// <param name="index">Place in the row.</param>
    short At(int block, int unit, int index);
}
