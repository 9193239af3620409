using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Inference.Kernels;

/// <content>8-bit 3×3 convolutions in tiles, see <see cref="Winograd"/>.</content>
public readonly unsafe partial struct Avx2Kernels
{
    /// <inheritdoc/>
    public static short[] PackTiles(ReadOnlySpan<short> points, in WinogradShape shape) => shape.Products(1).Pack(points, 2);

    /// <inheritdoc/>
    public static void TransformTiles(ReadOnlySpan<short> padded, in WinogradShape shape, int first, int count, Span<short> points)
    {
        int stride = shape.TileStride;
        fixed (short* input = padded, output = points)
        {
            for (int tile = 0; tile < count; tile++)
            {
                short* source = input + shape.Start(first + tile);
                for (int c = 0; c < shape.Inputs; c += 16)
                    TransformTile(source + c, shape.RowLength, shape.Inputs, output + (nint)tile * stride + c, (nint)count * stride);
            }
        }
    }

    /// <inheritdoc/>
    public static void MultiplyTiles(
        ReadOnlySpan<short> points, ReadOnlySpan<short> weights, in WinogradShape shape, int count, int block, Span<int> products)
    {
        WindowShape all = shape.Products(count);
        Steps steps = new(WinogradShape.Points, all.RowLength, WindowShape.Block, count * WindowShape.Block);
        int* starts = stackalloc int[count];
        for (int tile = 0; tile < count; tile++)
            starts[tile] = tile * shape.TileStride;
        fixed (short* input = points, packed = weights)
        fixed (int* target = products)
            Multiply(input, starts, count, packed + (nint)block * all.BlockWeights, all with { Rows = 1 }, steps, target);
    }

    /// <inheritdoc/>
    [SkipLocalsInit]
    public static void RequantizeTiles(
        ReadOnlySpan<int> products,
        in WinogradShape shape,
        (int First, int Count) tiles,
        int block,
        in Requantization transform,
        Span<sbyte> output)
    {
        OutputBlock outputs = new(transform, block * WindowShape.Block);
        Vector256<int>* low = stackalloc Vector256<int>[16];
        Vector256<int>* high = stackalloc Vector256<int>[16];
        fixed (int* input = products)
        fixed (sbyte* target = output)
        {
            for (int tile = 0; tile < tiles.Count; tile++)
            {
                int y0 = (tiles.First + tile) / shape.TilesAcross * WinogradShape.Side;
                int x0 = (tiles.First + tile) % shape.TilesAcross * WinogradShape.Side;
                GatherTile(input + tile * WindowShape.Block, (nint)tiles.Count * WindowShape.Block, low);
                GatherTile(input + tile * WindowShape.Block + 8, (nint)tiles.Count * WindowShape.Block, high);
                int height = Math.Min(WinogradShape.Side, shape.Height - y0);
                int width = Math.Min(WinogradShape.Side, shape.Width - x0);
                for (int y = 0; y < height; y++)
                {
                    sbyte* pixel = target + ((nint)(y0 + y) * shape.Width + x0) * shape.Outputs + block * WindowShape.Block;
                    for (int x = 0; x < width; x++, pixel += shape.Outputs)
                        outputs.Store(low[4 * y + x], high[4 * y + x], pixel);
                }
            }
        }
    }

    /// <summary><c>Bᵀ·x·B</c> of 16 channels: columns first, then rows.</summary>
    [SkipLocalsInit]
    private static void TransformTile(short* source, nint row, nint column, short* target, nint step)
    {
        Vector256<short>* part = stackalloc Vector256<short>[WinogradShape.Points];
        for (int x = 0; x < 6; x++, source += column)
        {
            Transform(
                Vector256.Load(source),
                Vector256.Load(source + row),
                Vector256.Load(source + 2 * row),
                Vector256.Load(source + 3 * row),
                Vector256.Load(source + 4 * row),
                Vector256.Load(source + 5 * row),
                (short*)(part + x),
                6 * Vector256<short>.Count);
        }

        for (int y = 0; y < WinogradShape.Points; y += 6)
            Transform(part[y], part[y + 1], part[y + 2], part[y + 3], part[y + 4], part[y + 5], target + y * step, step);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Transform(
        Vector256<short> x0,
        Vector256<short> x1,
        Vector256<short> x2,
        Vector256<short> x3,
        Vector256<short> x4,
        Vector256<short> x5,
        short* target,
        nint step)
    {
        Vector256<short> even = x4 - (x2 << 2);
        Vector256<short> odd = x3 - (x1 << 2);
        Vector256<short> farEven = x4 - x2;
        Vector256<short> farOdd = (x3 - x1) << 1;
        (((x0 - x2) << 2) + farEven).Store(target);
        (even + odd).Store(target + step);
        (even - odd).Store(target + 2 * step);
        (farEven + farOdd).Store(target + 3 * step);
        (farEven - farOdd).Store(target + 4 * step);
        (x5 - x3 - (farOdd << 1)).Store(target + 5 * step);
    }

    /// <summary><c>Aᵀ·m·A</c> of 8 channels and the exact division: columns first, then rows.</summary>
    [SkipLocalsInit]
    private static void GatherTile(int* source, nint step, Vector256<int>* sums)
    {
        Vector256<int>* part = stackalloc Vector256<int>[24];
        for (int x = 0; x < 6; x++, source += step)
        {
            Gather(
                Vector256.Load(source),
                Vector256.Load(source + 6 * step),
                Vector256.Load(source + 12 * step),
                Vector256.Load(source + 18 * step),
                Vector256.Load(source + 24 * step),
                Vector256.Load(source + 30 * step),
                out part[x],
                out part[x + 6],
                out part[x + 12],
                out part[x + 18]);
        }

        Vector256<int> inverse = Vector256.Create(Winograd.Inverse);
        for (int y = 0; y < 4; y++, part += 6, sums += 4)
        {
            Gather(
                part[0],
                part[1],
                part[2],
                part[3],
                part[4],
                part[5],
                out Vector256<int> first,
                out Vector256<int> second,
                out Vector256<int> third,
                out Vector256<int> fourth);
            int shift = Winograd.Shifts[y];
            sums[0] = (first * inverse) >> (shift + 3);
            sums[1] = (second * inverse) >> (shift + 2);
            sums[2] = (third * inverse) >> (shift + 1);
            sums[3] = (fourth * inverse) >> (shift + 1);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Gather(
        Vector256<int> m0,
        Vector256<int> m1,
        Vector256<int> m2,
        Vector256<int> m3,
        Vector256<int> m4,
        Vector256<int> m5,
        out Vector256<int> y0,
        out Vector256<int> y1,
        out Vector256<int> y2,
        out Vector256<int> y3)
    {
        Vector256<int> even = m1 + m2;
        Vector256<int> odd = m1 - m2;
        Vector256<int> farEven = m3 + m4;
        Vector256<int> farOdd = m3 - m4;
        y0 = m0 + (even << 2) + farEven;
        y1 = odd + odd + farOdd;
        y2 = even + farEven;
        y3 = odd + farOdd + farOdd + m5;
    }
}
