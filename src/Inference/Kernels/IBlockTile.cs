namespace Inference.Kernels;

/// <summary>The innermost loops of float convolution for one instruction set, all of whose sums stay in registers.</summary>
internal unsafe interface IBlockTile
{
    /// <summary>Floats of a vector.</summary>
    static abstract int Lanes { get; }

    /// <summary>Vectors of pixels of a full tile.</summary>
    static abstract int Vectors { get; }

    /// <summary>4 outputs of the pixels of a tile, clamped; tile.Count is 2 or <see cref="Vectors"/>.</summary>
    static abstract void Convolve(float* input, in PixelTile tile, in BlockRow row, float* output, int pitch);

    /// <summary>One output plane of the pixels of a tile from one input plane, clamped; a block is one weight.</summary>
    static abstract void ConvolvePlane(float* input, in PixelTile tile, in BlockRow row, float* output);

    /// <summary>The first <paramref name="common"/> blocks of 4 rows of one pixel, outputs in lanes, not clamped.</summary>
    static abstract void Multiply(float* input, BlockRow* rows, int common, float* sums);
}
