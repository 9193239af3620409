namespace Inference.Kernels;

/// <summary>One row of pairs of blocks as a tile reads it: 4 neighbouring outputs of the row.</summary>
internal readonly unsafe struct ByteBlockRow(short* weights, int step, int* offsets, int* end)
{
    /// <summary>The weights of the first output in the first pair: <c>[4 outputs × 2]</c>.</summary>
    public readonly short* Weights = weights;

    /// <summary>Weights from one pair to the next.</summary>
    public readonly int Step = step;

    /// <summary>Where pixel 0 reads the two columns of each pair.</summary>
    public readonly int* Offsets = offsets;

    /// <summary>Past the last offset.</summary>
    public readonly int* End = end;
}
