namespace Inference.Kernels;

/// <summary>Sizes of one output row of a binary convolution.</summary>
/// <param name="Kernel">Taps a side, 1 or 3.</param>
/// <param name="InputChannels">Bits an input pixel, 1 to 2,048.</param>
/// <param name="OutputChannels">Sums an output pixel, 1 to 2,048.</param>
/// <param name="Width">Output pixels a row; 1 with a kernel of 1 is a dense layer, one pixel in all.</param>
public readonly record struct BinaryConvShape(int Kernel, int InputChannels, int OutputChannels, int Width)
{
    /// <summary>64-bit words an input pixel.</summary>
    public int Words => (InputChannels + 63) / 64;

    /// <summary>Words of one row of the input inside its border of one pixel, where the kernel needs one.</summary>
    public int RowWords => (Width + Kernel - 1) * Words;

    /// <summary>Words under one output pixel in one row.</summary>
    public int TapWords => Kernel * Words;

    /// <summary>Products of one sum, K.</summary>
    public int Products => Kernel * Kernel * InputChannels;

    /// <summary>Sums between two output pixels: the output channels rounded up to 32.</summary>
    public int Stride => (OutputChannels + 31) / 32 * 32;

    /// <summary>Sums of one output row: an odd row is completed with one pixel more, so that pixels can be computed two by two.</summary>
    public int RowSums => (Width + 1) / 2 * 2 * Stride;

    /// <summary>Whether there is one output pixel only: a dense layer.</summary>
    public bool IsDense => Kernel == 1 && Width == 1;

    /// <summary>Words of the weights of one output channel.</summary>
    public int WeightWords => Kernel * TapWords;
}
