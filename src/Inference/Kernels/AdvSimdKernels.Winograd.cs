using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Inference.Kernels;

/// <content>8-bit 3×3 convolutions in tiles, see <see cref="Winograd"/>.</content>
public readonly unsafe partial struct AdvSimdKernels
{
    /// <inheritdoc/>
    public static short[] PackTiles(ReadOnlySpan<short> points, in WinogradShape shape) => shape.Products(1).Pack(points, 1);

    /// <inheritdoc/>
    public static void TransformTiles(ReadOnlySpan<short> padded, in WinogradShape shape, int first, int count, Span<short> points)
    {
        int stride = shape.TileStride;
        fixed (short* input = padded, output = points)
        {
            for (int tile = 0; tile < count; tile++)
            {
                short* source = input + shape.Start(first + tile);
                for (int c = 0; c < shape.Inputs; c += 8)
                    TransformTile(source + c, shape.RowLength, shape.Inputs, output + (nint)tile * stride + c, (nint)count * stride);
            }
        }
    }

    /// <inheritdoc/>
    public static void MultiplyTiles(
        ReadOnlySpan<short> points, ReadOnlySpan<short> weights, in WinogradShape shape, int count, int block, Span<int> products)
    {
        WindowShape all = shape.Products(count);
        WindowShape run = all with { Rows = 1 };
        int* starts = stackalloc int[count];
        for (int tile = 0; tile < count; tile++)
            starts[tile] = tile * shape.TileStride;
        fixed (short* input = points, packed = weights)
        fixed (int* target = products)
        {
            for (int point = 0; point < WinogradShape.Points; point++)
            {
                short* w = packed + (nint)block * all.BlockWeights + point * run.BlockWeights;
                int* sums = target + point * count * WindowShape.Block;
                Multiply(input + (nint)point * all.RowLength, starts, count, w, run, sums, WindowShape.Block);
            }
        }
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
        int* sums = stackalloc int[WinogradShape.Side * WinogradShape.Side * WindowShape.Block];
        fixed (int* input = products)
        fixed (sbyte* target = output)
        {
            for (int tile = 0; tile < tiles.Count; tile++)
            {
                int y0 = (tiles.First + tile) / shape.TilesAcross * WinogradShape.Side;
                int x0 = (tiles.First + tile) % shape.TilesAcross * WinogradShape.Side;
                for (int n = 0; n < WindowShape.Block; n += 4)
                    GatherTile(input + tile * WindowShape.Block + n, (nint)tiles.Count * WindowShape.Block, sums + n);
                int height = Math.Min(WinogradShape.Side, shape.Height - y0);
                int width = Math.Min(WinogradShape.Side, shape.Width - x0);
                for (int y = 0; y < height; y++)
                {
                    sbyte* pixel = target + ((nint)(y0 + y) * shape.Width + x0) * shape.Outputs + block * WindowShape.Block;
                    for (int x = 0; x < width; x++, pixel += shape.Outputs)
                        outputs.Store(sums + (4 * y + x) * WindowShape.Block, pixel);
                }
            }
        }
    }

    /// <summary><c>Bᵀ·x·B</c> of 8 channels: columns first, then rows.</summary>
    [SkipLocalsInit]
    private static void TransformTile(short* source, nint row, nint column, short* target, nint step)
    {
        Vector128<short>* part = stackalloc Vector128<short>[WinogradShape.Points];
        for (int x = 0; x < 6; x++, source += column)
        {
            Transform(
                Vector128.Load(source),
                Vector128.Load(source + row),
                Vector128.Load(source + 2 * row),
                Vector128.Load(source + 3 * row),
                Vector128.Load(source + 4 * row),
                Vector128.Load(source + 5 * row),
                (short*)(part + x),
                6 * Vector128<short>.Count);
        }

        for (int y = 0; y < WinogradShape.Points; y += 6)
            Transform(part[y], part[y + 1], part[y + 2], part[y + 3], part[y + 4], part[y + 5], target + y * step, step);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Transform(
        Vector128<short> x0,
        Vector128<short> x1,
        Vector128<short> x2,
        Vector128<short> x3,
        Vector128<short> x4,
        Vector128<short> x5,
        short* target,
        nint step)
    {
        Vector128<short> even = x4 - (x2 << 2);
        Vector128<short> odd = x3 - (x1 << 2);
        Vector128<short> farEven = x4 - x2;
        Vector128<short> farOdd = (x3 - x1) << 1;
        (((x0 - x2) << 2) + farEven).Store(target);
        (even + odd).Store(target + step);
        (even - odd).Store(target + 2 * step);
        (farEven + farOdd).Store(target + 3 * step);
        (farEven - farOdd).Store(target + 4 * step);
        (x5 - x3 - (farOdd << 1)).Store(target + 5 * step);
    }

    /// <summary><c>Aᵀ·m·A</c> of 4 channels and the exact division: columns first, then rows; 16 numbers between two pixels.</summary>
    [SkipLocalsInit]
    private static void GatherTile(int* source, nint step, int* sums)
    {
        Vector128<int>* part = stackalloc Vector128<int>[24];
        for (int x = 0; x < 6; x++, source += step)
        {
            Gather(
                Vector128.Load(source),
                Vector128.Load(source + 6 * step),
                Vector128.Load(source + 12 * step),
                Vector128.Load(source + 18 * step),
                Vector128.Load(source + 24 * step),
                Vector128.Load(source + 30 * step),
                out part[x],
                out part[x + 6],
                out part[x + 12],
                out part[x + 18]);
        }

        Vector128<int> inverse = Vector128.Create(Winograd.Inverse);
        for (int y = 0; y < 4; y++, part += 6, sums += 4 * WindowShape.Block)
        {
            Gather(
                part[0],
                part[1],
                part[2],
                part[3],
                part[4],
                part[5],
                out Vector128<int> first,
                out Vector128<int> second,
                out Vector128<int> third,
                out Vector128<int> fourth);
            int shift = Winograd.Shifts[y];
            ((first * inverse) >> (shift + 3)).Store(sums);
            ((second * inverse) >> (shift + 2)).Store(sums + WindowShape.Block);
            ((third * inverse) >> (shift + 1)).Store(sums + 2 * WindowShape.Block);
            ((fourth * inverse) >> (shift + 1)).Store(sums + 3 * WindowShape.Block);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Gather(
        Vector128<int> m0,
        Vector128<int> m1,
        Vector128<int> m2,
        Vector128<int> m3,
        Vector128<int> m4,
        Vector128<int> m5,
        out Vector128<int> y0,
        out Vector128<int> y1,
        out Vector128<int> y2,
        out Vector128<int> y3)
    {
        Vector128<int> even = m1 + m2;
        Vector128<int> odd = m1 - m2;
        Vector128<int> farEven = m3 + m4;
        Vector128<int> farOdd = m3 - m4;
        y0 = m0 + (even << 2) + farEven;
        y1 = odd + odd + farOdd;
        y2 = even + farEven;
        y3 = odd + farOdd + farOdd + m5;
    }
}
