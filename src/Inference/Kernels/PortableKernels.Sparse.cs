namespace Inference.Kernels;

/// <content>Convolution of bytes by stored blocks of weights.</content>
public readonly partial struct PortableKernels
{
    /// <inheritdoc/>
    public static void MultiplyByteBlocks(
        ReadOnlySpan<short> values, ReadOnlySpan<int> starts, in ByteBlockRows rows, Span<int> sums)
    {
        for (int index = 0; index < sums.Length; index++)
        {
            ReadOnlySpan<short> window = values[starts[index / rows.Stride]..];
            int n = index % rows.Stride;
            int sum = 0;
            for (int pair = rows.Starts[n / rows.Block]; pair < rows.Starts[n / rows.Block + 1]; pair++)
            {
                int weight = (pair * rows.Block + n % rows.Block) * 2;
                sum += rows.Weights[weight] * window[rows.Offsets[pair * 2]];
                sum += rows.Weights[weight + 1] * window[rows.Offsets[pair * 2 + 1]];
            }

            sums[index] = sum;
        }
    }
}
