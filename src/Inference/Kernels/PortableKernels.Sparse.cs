namespace Inference.Kernels;

/// <content>Convolution of bytes by stored blocks of weights.</content>
public readonly partial struct PortableKernels
{
    /// <inheritdoc/>
    public static void ConvolveByteBlocks(ReadOnlySpan<short> padded, in ByteBlockRows rows, in PlanarShape shape, Span<int> sums)
    {
        for (int pixel = 0; pixel < shape.OutputPixels; pixel++)
        {
            int source = pixel / shape.OutputWidth * shape.RowPitch + pixel % shape.OutputWidth;
            MultiplyByteBlocks(padded[source..], rows, sums.Slice(pixel * rows.Stride, rows.Stride));
        }
    }

    /// <inheritdoc/>
    public static void MultiplyByteBlocks(ReadOnlySpan<short> values, in ByteBlockRows rows, Span<int> sums)
    {
        for (int n = 0; n < sums.Length; n++)
        {
            int sum = 0;
            for (int pair = rows.Starts[n / rows.Block]; pair < rows.Starts[n / rows.Block + 1]; pair++)
            {
                int weight = (pair * rows.Block + n % rows.Block) * 2;
                sum += rows.Weights[weight] * values[rows.Offsets[pair * 2]];
                sum += rows.Weights[weight + 1] * values[rows.Offsets[pair * 2 + 1]];
            }

            sums[n] = sum;
        }
    }
}
