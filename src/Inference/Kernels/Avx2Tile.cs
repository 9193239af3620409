using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Inference.Kernels;

/// <summary>
/// Tiles of 256-bit vectors: 4 outputs × 3 vectors of pixels are 12 sums, which hide the latency of FMA; with 3 inputs and a weight they
/// fill the 16 registers.
/// </summary>
internal readonly unsafe struct Avx2Tile : IBlockTile
{
    /// <inheritdoc/>
    public static int Lanes => 8;

    /// <inheritdoc/>
    public static int Vectors => 3;

    /// <inheritdoc/>
    public static void Convolve(float* input, in PixelTile tile, in BlockRow row, float* output, int pitch)
    {
        if (tile.Count == 3)
            Convolve3(input, tile, row, output, pitch);
        else
            Convolve2(input, tile, row, output, pitch);
    }

    /// <inheritdoc/>
    public static void ConvolvePlane(float* input, in PixelTile tile, in BlockRow row, float* output)
    {
        Vector256<float> a0, a1, a2;
        a0 = a1 = a2 = Vector256.Create(row.Biases[0]);
        float* x0 = input + tile.S0, x1 = input + tile.S1, x2 = input + tile.S2;
        float* w = row.Weights;
        int* end = row.End;
        for (int* offset = row.Offsets; offset < end; offset++, w++)
        {
            nint at = *offset;
            Vector256<float> weight = Vector256.Create(*w);
            a0 = Fma.MultiplyAdd(weight, Vector256.Load(x0 + at), a0);
            a1 = Fma.MultiplyAdd(weight, Vector256.Load(x1 + at), a1);
            a2 = Fma.MultiplyAdd(weight, Vector256.Load(x2 + at), a2);
        }

        Vector256<float> low = Vector256.Create(row.Low), high = Vector256.Create(row.High);
        Clamp(a0, low, high).Store(output + tile.T0);
        Clamp(a1, low, high).Store(output + tile.T1);
        if (tile.Count == 3)
            Clamp(a2, low, high).Store(output + tile.T2);
    }

    /// <inheritdoc/>
    public static void Multiply(float* input, BlockRow* rows, int common, float* sums)
    {
        switch (rows[0].Block)
        {
            case 4:
                Multiply4(input, rows, common, sums);
                break;
            case 8:
                Multiply8(input, rows, common, sums);
                break;
            default:
                Multiply16(input, rows, common, sums);
                break;
        }
    }

    /// <summary>4 output channels of 3 vectors of pixels.</summary>
    private static void Convolve3(float* input, in PixelTile tile, in BlockRow row, float* output, int pitch)
    {
        Vector256<float> a0, a1, a2, b0, b1, b2, c0, c1, c2, d0, d1, d2;
        a0 = a1 = a2 = Vector256.Create(row.Biases[0]);
        b0 = b1 = b2 = Vector256.Create(row.Biases[1]);
        c0 = c1 = c2 = Vector256.Create(row.Biases[2]);
        d0 = d1 = d2 = Vector256.Create(row.Biases[3]);
        float* x0 = input + tile.S0, x1 = input + tile.S1, x2 = input + tile.S2;
        float* w = row.Weights;
        int* end = row.End;
        nint step = row.Block;
        for (int* offset = row.Offsets; offset < end; offset++, w += step)
        {
            nint at = *offset;
            Vector256<float> p0 = Vector256.Load(x0 + at), p1 = Vector256.Load(x1 + at), p2 = Vector256.Load(x2 + at);
            Vector256<float> weight = Vector256.Create(w[0]);
            a0 = Fma.MultiplyAdd(weight, p0, a0);
            a1 = Fma.MultiplyAdd(weight, p1, a1);
            a2 = Fma.MultiplyAdd(weight, p2, a2);
            weight = Vector256.Create(w[1]);
            b0 = Fma.MultiplyAdd(weight, p0, b0);
            b1 = Fma.MultiplyAdd(weight, p1, b1);
            b2 = Fma.MultiplyAdd(weight, p2, b2);
            weight = Vector256.Create(w[2]);
            c0 = Fma.MultiplyAdd(weight, p0, c0);
            c1 = Fma.MultiplyAdd(weight, p1, c1);
            c2 = Fma.MultiplyAdd(weight, p2, c2);
            weight = Vector256.Create(w[3]);
            d0 = Fma.MultiplyAdd(weight, p0, d0);
            d1 = Fma.MultiplyAdd(weight, p1, d1);
            d2 = Fma.MultiplyAdd(weight, p2, d2);
        }

        Vector256<float> low = Vector256.Create(row.Low), high = Vector256.Create(row.High);
        float* t0 = output + tile.T0, t1 = output + tile.T1, t2 = output + tile.T2;
        Clamp(a0, low, high).Store(t0);
        Clamp(a1, low, high).Store(t1);
        Clamp(a2, low, high).Store(t2);
        Clamp(b0, low, high).Store(t0 + pitch);
        Clamp(b1, low, high).Store(t1 + pitch);
        Clamp(b2, low, high).Store(t2 + pitch);
        Clamp(c0, low, high).Store(t0 + 2 * pitch);
        Clamp(c1, low, high).Store(t1 + 2 * pitch);
        Clamp(c2, low, high).Store(t2 + 2 * pitch);
        Clamp(d0, low, high).Store(t0 + 3 * pitch);
        Clamp(d1, low, high).Store(t1 + 3 * pitch);
        Clamp(d2, low, high).Store(t2 + 3 * pitch);
    }

    /// <summary>4 output channels of 2 vectors of pixels.</summary>
    private static void Convolve2(float* input, in PixelTile tile, in BlockRow row, float* output, int pitch)
    {
        Vector256<float> a0, a1, b0, b1, c0, c1, d0, d1;
        a0 = a1 = Vector256.Create(row.Biases[0]);
        b0 = b1 = Vector256.Create(row.Biases[1]);
        c0 = c1 = Vector256.Create(row.Biases[2]);
        d0 = d1 = Vector256.Create(row.Biases[3]);
        float* x0 = input + tile.S0, x1 = input + tile.S1;
        float* w = row.Weights;
        int* end = row.End;
        nint step = row.Block;
        for (int* offset = row.Offsets; offset < end; offset++, w += step)
        {
            nint at = *offset;
            Vector256<float> p0 = Vector256.Load(x0 + at), p1 = Vector256.Load(x1 + at);
            Vector256<float> weight = Vector256.Create(w[0]);
            a0 = Fma.MultiplyAdd(weight, p0, a0);
            a1 = Fma.MultiplyAdd(weight, p1, a1);
            weight = Vector256.Create(w[1]);
            b0 = Fma.MultiplyAdd(weight, p0, b0);
            b1 = Fma.MultiplyAdd(weight, p1, b1);
            weight = Vector256.Create(w[2]);
            c0 = Fma.MultiplyAdd(weight, p0, c0);
            c1 = Fma.MultiplyAdd(weight, p1, c1);
            weight = Vector256.Create(w[3]);
            d0 = Fma.MultiplyAdd(weight, p0, d0);
            d1 = Fma.MultiplyAdd(weight, p1, d1);
        }

        Vector256<float> low = Vector256.Create(row.Low), high = Vector256.Create(row.High);
        float* t0 = output + tile.T0, t1 = output + tile.T1;
        Clamp(a0, low, high).Store(t0);
        Clamp(a1, low, high).Store(t1);
        Clamp(b0, low, high).Store(t0 + pitch);
        Clamp(b1, low, high).Store(t1 + pitch);
        Clamp(c0, low, high).Store(t0 + 2 * pitch);
        Clamp(c1, low, high).Store(t1 + 2 * pitch);
        Clamp(d0, low, high).Store(t0 + 3 * pitch);
        Clamp(d1, low, high).Store(t1 + 3 * pitch);
    }

    /// <summary>4 rows of blocks of 16, as many blocks as all four have.</summary>
    private static void Multiply16(float* x, BlockRow* rows, nint common, float* sums)
    {
        float* wa = rows[0].Weights, wb = rows[1].Weights, wc = rows[2].Weights, wd = rows[3].Weights;
        int* a = rows[0].Offsets, b = rows[1].Offsets, c = rows[2].Offsets, d = rows[3].Offsets;
        Vector256<float> a0 = Vector256.Load(rows[0].Biases), a1 = Vector256.Load(rows[0].Biases + 8);
        Vector256<float> b0 = Vector256.Load(rows[1].Biases), b1 = Vector256.Load(rows[1].Biases + 8);
        Vector256<float> c0 = Vector256.Load(rows[2].Biases), c1 = Vector256.Load(rows[2].Biases + 8);
        Vector256<float> d0 = Vector256.Load(rows[3].Biases), d1 = Vector256.Load(rows[3].Biases + 8);
        for (nint k = 0; k < common; k++, wa += 16, wb += 16, wc += 16, wd += 16)
        {
            Vector256<float> value = Vector256.Create(x[a[k]]);
            a0 = Fma.MultiplyAdd(value, Vector256.Load(wa), a0);
            a1 = Fma.MultiplyAdd(value, Vector256.Load(wa + 8), a1);
            value = Vector256.Create(x[b[k]]);
            b0 = Fma.MultiplyAdd(value, Vector256.Load(wb), b0);
            b1 = Fma.MultiplyAdd(value, Vector256.Load(wb + 8), b1);
            value = Vector256.Create(x[c[k]]);
            c0 = Fma.MultiplyAdd(value, Vector256.Load(wc), c0);
            c1 = Fma.MultiplyAdd(value, Vector256.Load(wc + 8), c1);
            value = Vector256.Create(x[d[k]]);
            d0 = Fma.MultiplyAdd(value, Vector256.Load(wd), d0);
            d1 = Fma.MultiplyAdd(value, Vector256.Load(wd + 8), d1);
        }

        a0.Store(sums);
        a1.Store(sums + 8);
        b0.Store(sums + 16);
        b1.Store(sums + 24);
        c0.Store(sums + 32);
        c1.Store(sums + 40);
        d0.Store(sums + 48);
        d1.Store(sums + 56);
    }

    /// <summary>4 rows of blocks of 8, as many blocks as all four have.</summary>
    private static void Multiply8(float* x, BlockRow* rows, nint common, float* sums)
    {
        float* wa = rows[0].Weights, wb = rows[1].Weights, wc = rows[2].Weights, wd = rows[3].Weights;
        int* a = rows[0].Offsets, b = rows[1].Offsets, c = rows[2].Offsets, d = rows[3].Offsets;
        Vector256<float> sa = Vector256.Load(rows[0].Biases), sb = Vector256.Load(rows[1].Biases);
        Vector256<float> sc = Vector256.Load(rows[2].Biases), sd = Vector256.Load(rows[3].Biases);
        for (nint k = 0; k < common; k++, wa += 8, wb += 8, wc += 8, wd += 8)
        {
            sa = Fma.MultiplyAdd(Vector256.Create(x[a[k]]), Vector256.Load(wa), sa);
            sb = Fma.MultiplyAdd(Vector256.Create(x[b[k]]), Vector256.Load(wb), sb);
            sc = Fma.MultiplyAdd(Vector256.Create(x[c[k]]), Vector256.Load(wc), sc);
            sd = Fma.MultiplyAdd(Vector256.Create(x[d[k]]), Vector256.Load(wd), sd);
        }

        sa.Store(sums);
        sb.Store(sums + 8);
        sc.Store(sums + 16);
        sd.Store(sums + 24);
    }

    /// <summary>4 rows of blocks of 4, as many blocks as all four have.</summary>
    private static void Multiply4(float* x, BlockRow* rows, nint common, float* sums)
    {
        float* wa = rows[0].Weights, wb = rows[1].Weights, wc = rows[2].Weights, wd = rows[3].Weights;
        int* a = rows[0].Offsets, b = rows[1].Offsets, c = rows[2].Offsets, d = rows[3].Offsets;
        Vector128<float> sa = Vector128.Load(rows[0].Biases), sb = Vector128.Load(rows[1].Biases);
        Vector128<float> sc = Vector128.Load(rows[2].Biases), sd = Vector128.Load(rows[3].Biases);
        for (nint k = 0; k < common; k++, wa += 4, wb += 4, wc += 4, wd += 4)
        {
            sa = Fma.MultiplyAdd(Vector128.Create(x[a[k]]), Vector128.Load(wa), sa);
            sb = Fma.MultiplyAdd(Vector128.Create(x[b[k]]), Vector128.Load(wb), sb);
            sc = Fma.MultiplyAdd(Vector128.Create(x[c[k]]), Vector128.Load(wc), sc);
            sd = Fma.MultiplyAdd(Vector128.Create(x[d[k]]), Vector128.Load(wd), sd);
        }

        sa.Store(sums);
        sb.Store(sums + 4);
        sc.Store(sums + 8);
        sd.Store(sums + 12);
    }

    /// <summary>
    /// <c>x &lt; low ? low : x &gt; high ? high : x</c>: VMAXPS and VMINPS give their second operand where both are zeros or one is no
    /// number.
    /// </summary>
    private static Vector256<float> Clamp(Vector256<float> sums, Vector256<float> low, Vector256<float> high) =>
        Avx.Min(high, Avx.Max(low, sums));
}
