namespace Optimizers.Gradient;

/// <summary>The blocks of one layer's weights that are kept at exactly 0; what is pruned never comes back.</summary>
/// <remarks>
/// A block is N output channels of one input channel and one place in the kernel, the unit that the engine's sparse convolutions
/// skip. In <see cref="Convolution"/>'s panels its weights lie side by side. Blocks are ranked within their layer: batch norm
/// makes the scale of a layer's weights arbitrary, so that magnitudes of two layers say nothing about each other.
/// </remarks>
internal sealed class BlockMask
{
    private readonly Parameter _weights;
    private readonly double _sparsity;

    /// <summary>Makes a mask that keeps everything.</summary>
    /// <param name="weights">The weights, in panels.</param>
    /// <param name="block">Output channels of a block; divides <see cref="Convolution.Panel"/>.</param>
    /// <param name="sparsity">Share of the blocks that end at 0.</param>
    public BlockMask(Parameter weights, int block, double sparsity)
    {
        _weights = weights;
        _sparsity = sparsity;
        Block = block;
        Kept = new float[weights.Value.Length / block];
        Array.Fill(Kept, 1);
    }

    /// <summary>Output channels of a block.</summary>
    public int Block { get; }

    /// <summary>1 for each block that is kept, 0 for each at 0, in the order of the panels; floats, as checkpoints hold them.</summary>
    public float[] Kept { get; }

    /// <summary>Name in checkpoints.</summary>
    public string Name => _weights.Name + ".kept";

    /// <summary>Blocks at 0.</summary>
    public int Pruned => Kept.Count(kept => kept == 0);

    /// <summary>Prunes the blocks of the smallest norm until <paramref name="share"/> of the final number are at 0.</summary>
    public void Shrink(double share)
    {
        int more = (int)Math.Round(share * _sparsity * Kept.Length) - Pruned;
        if (more <= 0)
            return;
        int[] candidates = [.. Enumerable.Range(0, Kept.Length).Where(b => Kept[b] != 0)];
        float[] norms = [.. candidates.Select(SquaredNorm)];
        Array.Sort(norms, candidates);
        foreach (int block in candidates.AsSpan(0, more))
            Kept[block] = 0;
    }

    /// <summary>Sets the pruned weights to 0, and Adam's moments of them: to be called after each step.</summary>
    public void Apply()
    {
        for (int b = 0; b < Kept.Length; b++)
        {
            if (Kept[b] != 0)
                continue;
            _weights.Value.AsSpan(b * Block, Block).Clear();
            _weights.First.AsSpan(b * Block, Block).Clear();
            _weights.Second.AsSpan(b * Block, Block).Clear();
        }
    }

    private float SquaredNorm(int block)
    {
        float sum = 0;
        foreach (float weight in _weights.Value.AsSpan(block * Block, Block))
            sum += weight * weight;
        return sum;
    }
}
