namespace Inference.Kernels;

/// <summary>The innermost loop of byte convolution with pixels in lanes, for one instruction set.</summary>
internal unsafe interface IByteTile
{
    /// <summary>4 outputs of 2 runs of 8 pixels.</summary>
    /// <param name="x0">Pixel 0 of the first run, relative to a column's offset.</param>
    /// <param name="x1">Pixel 0 of the second run.</param>
    /// <param name="row">The row of blocks.</param>
    /// <param name="sums">Where each of the 16 pixels keeps its sums.</param>
    /// <param name="n">The first of the 4 outputs.</param>
    static abstract void Convolve(short* x0, short* x1, in ByteBlockRow row, int** sums, int n);
}
