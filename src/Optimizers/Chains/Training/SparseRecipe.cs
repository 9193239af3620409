namespace Optimizers.Chains.Training;

/// <summary>A spike-and-slab prior: a weight is 0, or ±1 alike.</summary>
public sealed record SparseRecipe
{
    /// <summary>ρ, the prior probability that a weight is not 0.</summary>
    public double Inclusion { get; set; } = 0.1;

    /// <summary>Share of the weights that are not 0 at the start.</summary>
    public double Start { get; set; } = 0.1;
}
