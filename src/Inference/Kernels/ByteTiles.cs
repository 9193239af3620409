namespace Inference.Kernels;

/// <summary>Leads the tiles of an instruction set over the outputs of a byte convolution with pixels in lanes.</summary>
internal static unsafe class ByteTiles
{
    private const int Lanes = 8;
    private const int Runs = 2;
    private const int Outputs = 4;

    /// <inheritdoc cref="IKernels.ConvolveByteBlocks"/>
    public static void Convolve<TTile>(ReadOnlySpan<short> padded, in ByteBlockRows rows, in PlanarShape shape, Span<int> sums)
        where TTile : IByteTile
    {
        PixelVectors vectors = new(shape, Lanes);
        int stride = rows.Stride;
        int block = rows.Block;
        int* dropped = stackalloc int[stride];
        int** to = stackalloc int*[Runs * Lanes];
        fixed (short* input = padded, weights = rows.Weights)
        fixed (int* offsets = rows.Offsets, starts = rows.Starts, target = sums)
        {
            for (int first = 0; first < vectors.Count; first += Runs)
            {
                int s0 = vectors.Source(first);
                int s1 = vectors.Source(Math.Min(first + 1, vectors.Count - 1));
                for (int lane = 0; lane < Lanes; lane++)
                {
                    int p0 = vectors.Pixel(s0 + lane), p1 = vectors.Pixel(s1 + lane);
                    to[lane] = p0 < 0 ? dropped : target + (long)p0 * stride;
                    to[Lanes + lane] = p1 < 0 ? dropped : target + (long)p1 * stride;
                }

                for (int n = 0; n < stride; n += Outputs)
                {
                    int row = n / block;
                    short* w = weights + ((long)starts[row] * block + n % block) * 2;
                    ByteBlockRow part = new(w, block * 2, offsets + 2 * starts[row], offsets + 2 * starts[row + 1]);
                    TTile.Convolve(input + s0, input + s1, part, to, n);
                }
            }
        }
    }
}
