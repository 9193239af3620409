namespace Inference.Kernels;

/// <summary>Sizes of one output row of a byte convolution.</summary>
/// <param name="Kernel">Taps a side.</param>
/// <param name="Stride">Input pixels between output pixels.</param>
/// <param name="InputChannels">Numbers an input pixel.</param>
/// <param name="OutputChannels">Numbers an output pixel.</param>
/// <param name="Width">Output pixels.</param>
/// <param name="RowLength">Numbers between two rows of the padded input.</param>
public readonly record struct ByteConvShape(int Kernel, int Stride, int InputChannels, int OutputChannels, int Width, int RowLength)
{
    /// <summary>Output channels of a block of packed weights.</summary>
    public const int Block = 16;

    /// <summary>Pairs of neighbouring numbers a kernel row covers; an odd row is completed with a weight of 0.</summary>
    public int Pairs => (Kernel * InputChannels + 1) / 2;

    /// <summary>Blocks of 16 output channels.</summary>
    public int Blocks => (OutputChannels + Block - 1) / Block;

    /// <summary>Numbers of the padded input that one output row may read.</summary>
    public int InputLength => (Kernel - 1) * RowLength + (Width - 1) * Stride * InputChannels + 2 * Pairs;

    /// <summary>
    /// Orders weights <c>[out][ky][kx][in]</c> as <c>[block][ky][pair][16 out][2]</c>: what a multiply-add of pairs eats.
    /// </summary>
    /// <param name="weights">Weights of the definition.</param>
    /// <returns>The packed weights; channels past the last are 0.</returns>
    public short[] Pack(ReadOnlySpan<sbyte> weights)
    {
        int row = Kernel * InputChannels;
        short[] packed = new short[Blocks * Kernel * Pairs * Block * 2];
        for (int output = 0; output < OutputChannels; output++)
        {
            for (int ky = 0; ky < Kernel; ky++)
            {
                for (int tap = 0; tap < row; tap++)
                {
                    int pair = ((output / Block * Kernel + ky) * Pairs + tap / 2) * Block + output % Block;
                    packed[pair * 2 + tap % 2] = weights[(output * Kernel + ky) * row + tap];
                }
            }
        }

        return packed;
    }
}
