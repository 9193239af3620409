namespace Optimizers.Gradient;

/// <summary>How weights of the float convolutions are taken away while training: gradually, by magnitude, in blocks.</summary>
/// <remarks>
/// The share of blocks at 0 rises from 0 to s_f as s_t = s_f · (1 − (1 − (t − t₀)/(nΔt))³) (Zhu and Gupta 2017, arXiv 1710.01878,
/// section 3, equation 1 with s_i = 0): fast while there is much to spare, slowly towards the end.
/// </remarks>
public sealed record PruningRecipe
{
    /// <summary>s_f, share of a layer's blocks that end at 0; above 0 and below 1.</summary>
    public required double Sparsity { get; set; }

    /// <summary>Output channels of a block: 4, 8 or 16 weights that share an input channel and a place in the kernel.</summary>
    public int Block { get; set; } = 4;

    /// <summary>t₀ as a share of the steps, so that a shorter run prunes too: before it the network is dense.</summary>
    public double Begin { get; set; } = 0.25;

    /// <summary>t₀ + nΔt as a share of the steps: after it the blocks stand and the rest is tuned.</summary>
    public double End { get; set; } = 0.7;

    /// <summary>Δt, steps from one pruning to the next.</summary>
    public int Every { get; set; } = 25;
}
