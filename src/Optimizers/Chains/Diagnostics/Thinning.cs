namespace Optimizers.Chains.Diagnostics;

/// <summary>What a trace keeps of the values between two of its points.</summary>
public enum Thinning
{
    /// <summary>The first of them: a sample of the chain, so that its autocorrelation can be estimated.</summary>
    First,

    /// <summary>Their mean: for rates.</summary>
    Mean,
}
