namespace Inference.Kernels;

/// <summary>One row of blocks as a tile reads it; for pixels in lanes, 4 neighbouring outputs of the row.</summary>
internal readonly unsafe struct BlockRow(float* weights, int block, int* offsets, int* end, float* biases, float low, float high)
{
    /// <summary>The weights of the first output in the first block.</summary>
    public readonly float* Weights = weights;

    /// <summary>Weights from one block to the next.</summary>
    public readonly int Block = block;

    /// <summary>Where pixel 0 reads each block's column.</summary>
    public readonly int* Offsets = offsets;

    /// <summary>Past the last offset.</summary>
    public readonly int* End = end;

    /// <summary>The biases from the first output on.</summary>
    public readonly float* Biases = biases;

    /// <summary>What sums are clamped to.</summary>
    public readonly float Low = low, High = high;

    /// <summary>Blocks.</summary>
    public int Count => (int)(End - Offsets);
}
