namespace Inference.Kernels;

/// <content>Convolutions of 8-bit and 16-bit numbers with 8-bit weights.</content>
public readonly partial struct PortableKernels
{
    /// <inheritdoc/>
    public static bool PrefersTiles => true;

    /// <inheritdoc/>
    public static sbyte[] PackBytes(ReadOnlySpan<sbyte> weights, in WindowShape shape) => PackValues(weights, shape);

    /// <inheritdoc/>
    public static void MultiplyBytes(
        ReadOnlySpan<short> values, ReadOnlySpan<int> starts, ReadOnlySpan<sbyte> weights, in WindowShape shape, Span<int> sums) =>
        MultiplyValues(values, starts, weights, shape, sums);

    /// <inheritdoc/>
    public static sbyte[] PackValues(ReadOnlySpan<sbyte> weights, in WindowShape shape) => shape.Pack(weights, 1);

    /// <inheritdoc/>
    public static void MultiplyValues(
        ReadOnlySpan<short> values, ReadOnlySpan<int> starts, ReadOnlySpan<sbyte> weights, in WindowShape shape, Span<int> sums)
    {
        sums.Clear();
        for (int window = 0; window < starts.Length; window++)
        {
            for (int n = 0; n < shape.Outputs; n++)
            {
                int sum = 0;
                for (int row = 0; row < shape.Rows; row++)
                {
                    ReadOnlySpan<short> taps = values.Slice(starts[window] + row * shape.RowLength, shape.Taps);
                    int run = n / WindowShape.Block * shape.BlockWeights + row * shape.RunTaps * WindowShape.Block;
                    int start = run + n % WindowShape.Block;
                    for (int tap = 0; tap < taps.Length; tap++)
                        sum += taps[tap] * weights[start + tap * WindowShape.Block];
                }

                sums[window * shape.Stride + n] = sum;
            }
        }
    }

    /// <inheritdoc/>
    public static void Requantize(ReadOnlySpan<int> sums, in Requantization transform, Span<sbyte> output)
    {
        int stride = transform.Scales.Length;
        for (int index = 0; index < output.Length; index++)
        {
            int n = index % transform.Outputs;
            output[index] = Requantize(sums[index / transform.Outputs * stride + n], n, transform);
        }
    }

    /// <inheritdoc/>
    public static short[] PackTiles(ReadOnlySpan<short> points, in WinogradShape shape) => shape.Products(1).Pack(points, 1);

    /// <inheritdoc/>
    public static void TransformTiles(ReadOnlySpan<short> padded, in WinogradShape shape, int first, int count, Span<short> points)
    {
        Span<int> part = stackalloc int[WinogradShape.Points];
        for (int tile = 0; tile < count; tile++)
        {
            for (int c = 0; c < shape.Inputs; c++)
            {
                ReadOnlySpan<short> source = padded[(shape.Start(first + tile) + c)..];
                for (int x = 0; x < 6; x++)
                {
                    ReadOnlySpan<short> column = source[(x * shape.Inputs)..];
                    int row = shape.RowLength;
                    Transform(column[0], column[row], column[2 * row], column[3 * row], column[4 * row], column[5 * row], part, x, 6);
                }

                for (int y = 0; y < WinogradShape.Points; y += 6)
                    Transform(part[y], part[y + 1], part[y + 2], part[y + 3], part[y + 4], part[y + 5], part, y, 1);
                for (int point = 0; point < WinogradShape.Points; point++)
                    points[(point * count + tile) * shape.TileStride + c] = (short)part[point];
            }
        }
    }

    /// <inheritdoc/>
    public static void MultiplyTiles(
        ReadOnlySpan<short> points, ReadOnlySpan<short> weights, in WinogradShape shape, int count, int block, Span<int> products)
    {
        WindowShape runs = shape.Products(count);
        for (int index = 0; index < products.Length; index++)
        {
            int tile = index / WindowShape.Block;
            int start = (block * WinogradShape.Points + tile / count) * runs.RunTaps * WindowShape.Block + index % WindowShape.Block;
            int sum = 0;
            for (int c = 0; c < shape.Inputs; c++)
                sum += points[tile * shape.TileStride + c] * weights[start + c * WindowShape.Block];
            products[index] = sum;
        }
    }

    /// <inheritdoc/>
    public static void RequantizeTiles(
        ReadOnlySpan<int> products,
        in WinogradShape shape,
        (int First, int Count) tiles,
        int block,
        in Requantization transform,
        Span<sbyte> output)
    {
        Span<int> part = stackalloc int[WinogradShape.Points];
        for (int index = 0; index < tiles.Count * WindowShape.Block; index++)
        {
            int n = block * WindowShape.Block + index % WindowShape.Block;
            int y0 = (tiles.First + index / WindowShape.Block) / shape.TilesAcross * WinogradShape.Side;
            int x0 = (tiles.First + index / WindowShape.Block) % shape.TilesAcross * WinogradShape.Side;
            if (n >= shape.Outputs)
                continue;
            for (int point = 0; point < WinogradShape.Points; point++)
                part[point] = products[point * tiles.Count * WindowShape.Block + index];
            for (int x = 0; x < 6; x++)
                Gather(part, x, 6);
            for (int y = 0; y < Math.Min(WinogradShape.Side, shape.Height - y0); y++)
            {
                Gather(part, y * 6, 1);
                for (int x = 0; x < Math.Min(WinogradShape.Side, shape.Width - x0); x++)
                {
                    int sum = (part[y * 6 + x] * Winograd.Inverse) >> (Winograd.Shifts[y] + Winograd.Shifts[x]);
                    output[((y0 + y) * shape.Width + x0 + x) * shape.Outputs + n] = Requantize(sum, n, transform);
                }
            }
        }
    }

    /// <inheritdoc/>
    public static void Rescale(ReadOnlySpan<int> sums, in Requantization transform, Span<short> output)
    {
        int stride = transform.Scales.Length;
        for (int index = 0; index < output.Length; index++)
        {
            int n = index % transform.Outputs;
            output[index] = Rescale(sums[index / transform.Outputs * stride + n], n, transform);
        }
    }

    /// <inheritdoc/>
    public static short[] PackDepthwise(ReadOnlySpan<sbyte> weights, in DepthwiseShape shape) => shape.Pack(weights, 1);

    /// <inheritdoc/>
    public static void MultiplyDepthwise(
        ReadOnlySpan<short> values, ReadOnlySpan<int> starts, ReadOnlySpan<short> weights, in DepthwiseShape shape, Span<int> sums)
    {
        sums.Clear();
        for (int window = 0; window < starts.Length; window++)
        {
            Span<int> target = sums.Slice(window * shape.Stride, shape.Channels);
            for (int tap = 0; tap < shape.Taps; tap++)
            {
                ReadOnlySpan<short> pixel = values.Slice(starts[window] + shape.Offset(tap), shape.Channels);
                for (int c = 0; c < target.Length; c++)
                {
                    int start = (c / WindowShape.Block * shape.Taps + tap) * WindowShape.Block;
                    target[c] += pixel[c] * weights[start + c % WindowShape.Block];
                }
            }
        }
    }

    /// <summary><c>clamp(rne(double(sum + b_n) · scale_n), Lowest, Highest)</c>, for sums of any length.</summary>
    internal static short Rescale(long sum, int n, in Requantization transform)
    {
        double value = Math.Round((double)(sum + transform.Biases[n]) * transform.Scales[n]);
        return (short)Math.Clamp(value, transform.Lowest, transform.Highest);
    }

    private static sbyte Requantize(int sum, int n, in Requantization transform)
    {
        float value = MathF.Round((float)(sum + transform.Biases[n]) * transform.Scales[n]);
        return (sbyte)((int)Math.Clamp(value, transform.Lowest - transform.Zero, transform.Highest - transform.Zero) + transform.Zero);
    }

    /// <summary>One column or row of <c>Bᵀ·x</c>.</summary>
    private static void Transform(int x0, int x1, int x2, int x3, int x4, int x5, Span<int> target, int start, int step)
    {
        target[start] = 4 * x0 - 5 * x2 + x4;
        target[start + step] = -4 * x1 - 4 * x2 + x3 + x4;
        target[start + 2 * step] = 4 * x1 - 4 * x2 - x3 + x4;
        target[start + 3 * step] = -2 * x1 - x2 + 2 * x3 + x4;
        target[start + 4 * step] = 2 * x1 - x2 - 2 * x3 + x4;
        target[start + 5 * step] = 4 * x1 - 5 * x3 + x5;
    }

    /// <summary>One column or row of <c>Aᵀ·m</c>, multiplied by 24, 12, 6, 6; six numbers to the first four places.</summary>
    private static void Gather(Span<int> m, int start, int step)
    {
        int even = m[start + step] + m[start + 2 * step];
        int odd = m[start + step] - m[start + 2 * step];
        int farEven = m[start + 3 * step] + m[start + 4 * step];
        int farOdd = m[start + 3 * step] - m[start + 4 * step];
        m[start] += 4 * even + farEven;
        m[start + step] = 2 * odd + farOdd;
        m[start + 2 * step] = even + farEven;
        m[start + 3 * step] = odd + 2 * farOdd + m[start + 5 * step];
    }
}
