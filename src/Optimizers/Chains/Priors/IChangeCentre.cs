namespace Optimizers.Chains.Priors;

/// <summary>Given weights that rows hold the changes of.</summary>
public interface IChangeCentre : ICentre
{
    /// <summary>Whether there is a weight at a place of a row.</summary>
    bool Holds(int block, int unit, int index);

    /// <summary>Whether the given weight is 0.</summary>
    bool IsZero(int block, int unit, int index);
}
