namespace Optimizers.Chains.Laws;

/// <summary>From t, the ratio of the target after and before a flip, to how much the flip weighs.</summary>
public enum Balance
{
    /// <summary>√t.</summary>
    Root,

    /// <summary>t/(1 + t) (Barker 1965).</summary>
    Barker,

    /// <summary>min(1, t), the acceptance of Metropolis.</summary>
    Metropolis,
}
