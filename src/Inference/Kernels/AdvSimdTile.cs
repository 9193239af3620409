using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;

namespace Inference.Kernels;

/// <summary>Tiles of 128-bit vectors: 4 outputs × 4 vectors of pixels; FMLA takes the weight from a lane, so one load brings four.</summary>
internal readonly unsafe struct AdvSimdTile : IBlockTile
{
    /// <inheritdoc/>
    public static int Lanes => 4;

    /// <inheritdoc/>
    public static int Vectors => 4;

    /// <inheritdoc/>
    public static void Convolve(float* input, in PixelTile tile, in BlockRow row, float* output, int pitch)
    {
        if (tile.Count == 4)
            Convolve4(input, tile, row, output, pitch);
        else
            Convolve2(input, tile, row, output, pitch);
    }

    /// <inheritdoc/>
    public static void ConvolvePlane(float* input, in PixelTile tile, in BlockRow row, float* output)
    {
        Vector128<float> a0, a1, a2, a3;
        a0 = a1 = a2 = a3 = Vector128.Create(row.Biases[0]);
        float* x0 = input + tile.S0, x1 = input + tile.S1, x2 = input + tile.S2, x3 = input + tile.S3;
        float* w = row.Weights;
        int* end = row.End;
        for (int* offset = row.Offsets; offset < end; offset++, w++)
        {
            nint at = *offset;
            Vector128<float> weight = Vector128.Create(*w);
            a0 = AdvSimd.FusedMultiplyAdd(a0, weight, Vector128.Load(x0 + at));
            a1 = AdvSimd.FusedMultiplyAdd(a1, weight, Vector128.Load(x1 + at));
            a2 = AdvSimd.FusedMultiplyAdd(a2, weight, Vector128.Load(x2 + at));
            a3 = AdvSimd.FusedMultiplyAdd(a3, weight, Vector128.Load(x3 + at));
        }

        Vector128<float> low = Vector128.Create(row.Low), high = Vector128.Create(row.High);
        Clamp(a0, low, high).Store(output + tile.T0);
        Clamp(a1, low, high).Store(output + tile.T1);
        if (tile.Count == 2)
            return;
        Clamp(a2, low, high).Store(output + tile.T2);
        Clamp(a3, low, high).Store(output + tile.T3);
    }

    /// <inheritdoc/>
    public static void Multiply(float* input, BlockRow* rows, int common, float* sums)
    {
        int block = rows[0].Block;
        for (int lane = 0; lane < block; lane += 8)
        {
            if (block == 4)
                Multiply4(input, rows, common, sums);
            else
                Multiply8(input, rows, lane, common, sums + lane);
        }
    }

    /// <summary>4 outputs of 4 vectors of pixels.</summary>
    private static void Convolve4(float* input, in PixelTile tile, in BlockRow row, float* output, int pitch)
    {
        Vector128<float> a0, a1, a2, a3, b0, b1, b2, b3, c0, c1, c2, c3, d0, d1, d2, d3;
        a0 = a1 = a2 = a3 = Vector128.Create(row.Biases[0]);
        b0 = b1 = b2 = b3 = Vector128.Create(row.Biases[1]);
        c0 = c1 = c2 = c3 = Vector128.Create(row.Biases[2]);
        d0 = d1 = d2 = d3 = Vector128.Create(row.Biases[3]);
        float* x0 = input + tile.S0, x1 = input + tile.S1, x2 = input + tile.S2, x3 = input + tile.S3;
        float* w = row.Weights;
        int* end = row.End;
        nint step = row.Block;
        for (int* offset = row.Offsets; offset < end; offset++, w += step)
        {
            nint at = *offset;
            Vector128<float> weights = Vector128.Load(w);
            Vector128<float> x = Vector128.Load(x0 + at);
            a0 = AdvSimd.Arm64.FusedMultiplyAddBySelectedScalar(a0, x, weights, 0);
            b0 = AdvSimd.Arm64.FusedMultiplyAddBySelectedScalar(b0, x, weights, 1);
            c0 = AdvSimd.Arm64.FusedMultiplyAddBySelectedScalar(c0, x, weights, 2);
            d0 = AdvSimd.Arm64.FusedMultiplyAddBySelectedScalar(d0, x, weights, 3);
            x = Vector128.Load(x1 + at);
            a1 = AdvSimd.Arm64.FusedMultiplyAddBySelectedScalar(a1, x, weights, 0);
            b1 = AdvSimd.Arm64.FusedMultiplyAddBySelectedScalar(b1, x, weights, 1);
            c1 = AdvSimd.Arm64.FusedMultiplyAddBySelectedScalar(c1, x, weights, 2);
            d1 = AdvSimd.Arm64.FusedMultiplyAddBySelectedScalar(d1, x, weights, 3);
            x = Vector128.Load(x2 + at);
            a2 = AdvSimd.Arm64.FusedMultiplyAddBySelectedScalar(a2, x, weights, 0);
            b2 = AdvSimd.Arm64.FusedMultiplyAddBySelectedScalar(b2, x, weights, 1);
            c2 = AdvSimd.Arm64.FusedMultiplyAddBySelectedScalar(c2, x, weights, 2);
            d2 = AdvSimd.Arm64.FusedMultiplyAddBySelectedScalar(d2, x, weights, 3);
            x = Vector128.Load(x3 + at);
            a3 = AdvSimd.Arm64.FusedMultiplyAddBySelectedScalar(a3, x, weights, 0);
            b3 = AdvSimd.Arm64.FusedMultiplyAddBySelectedScalar(b3, x, weights, 1);
            c3 = AdvSimd.Arm64.FusedMultiplyAddBySelectedScalar(c3, x, weights, 2);
            d3 = AdvSimd.Arm64.FusedMultiplyAddBySelectedScalar(d3, x, weights, 3);
        }

        Vector128<float> low = Vector128.Create(row.Low), high = Vector128.Create(row.High);
        float* t0 = output + tile.T0, t1 = output + tile.T1, t2 = output + tile.T2, t3 = output + tile.T3;
        Clamp(a0, low, high).Store(t0);
        Clamp(a1, low, high).Store(t1);
        Clamp(a2, low, high).Store(t2);
        Clamp(a3, low, high).Store(t3);
        Clamp(b0, low, high).Store(t0 + pitch);
        Clamp(b1, low, high).Store(t1 + pitch);
        Clamp(b2, low, high).Store(t2 + pitch);
        Clamp(b3, low, high).Store(t3 + pitch);
        Clamp(c0, low, high).Store(t0 + 2 * pitch);
        Clamp(c1, low, high).Store(t1 + 2 * pitch);
        Clamp(c2, low, high).Store(t2 + 2 * pitch);
        Clamp(c3, low, high).Store(t3 + 2 * pitch);
        Clamp(d0, low, high).Store(t0 + 3 * pitch);
        Clamp(d1, low, high).Store(t1 + 3 * pitch);
        Clamp(d2, low, high).Store(t2 + 3 * pitch);
        Clamp(d3, low, high).Store(t3 + 3 * pitch);
    }

    /// <summary>4 outputs of 2 vectors of pixels.</summary>
    private static void Convolve2(float* input, in PixelTile tile, in BlockRow row, float* output, int pitch)
    {
        Vector128<float> a0, a1, b0, b1, c0, c1, d0, d1;
        a0 = a1 = Vector128.Create(row.Biases[0]);
        b0 = b1 = Vector128.Create(row.Biases[1]);
        c0 = c1 = Vector128.Create(row.Biases[2]);
        d0 = d1 = Vector128.Create(row.Biases[3]);
        float* x0 = input + tile.S0, x1 = input + tile.S1;
        float* w = row.Weights;
        int* end = row.End;
        nint step = row.Block;
        for (int* offset = row.Offsets; offset < end; offset++, w += step)
        {
            nint at = *offset;
            Vector128<float> weights = Vector128.Load(w);
            Vector128<float> x = Vector128.Load(x0 + at);
            a0 = AdvSimd.Arm64.FusedMultiplyAddBySelectedScalar(a0, x, weights, 0);
            b0 = AdvSimd.Arm64.FusedMultiplyAddBySelectedScalar(b0, x, weights, 1);
            c0 = AdvSimd.Arm64.FusedMultiplyAddBySelectedScalar(c0, x, weights, 2);
            d0 = AdvSimd.Arm64.FusedMultiplyAddBySelectedScalar(d0, x, weights, 3);
            x = Vector128.Load(x1 + at);
            a1 = AdvSimd.Arm64.FusedMultiplyAddBySelectedScalar(a1, x, weights, 0);
            b1 = AdvSimd.Arm64.FusedMultiplyAddBySelectedScalar(b1, x, weights, 1);
            c1 = AdvSimd.Arm64.FusedMultiplyAddBySelectedScalar(c1, x, weights, 2);
            d1 = AdvSimd.Arm64.FusedMultiplyAddBySelectedScalar(d1, x, weights, 3);
        }

        Vector128<float> low = Vector128.Create(row.Low), high = Vector128.Create(row.High);
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

    /// <summary>8 neighbouring lanes of 4 rows of blocks.</summary>
    private static void Multiply8(float* x, BlockRow* rows, int lane, nint common, float* sums)
    {
        float* wa = rows[0].Weights + lane, wb = rows[1].Weights + lane, wc = rows[2].Weights + lane, wd = rows[3].Weights + lane;
        int* a = rows[0].Offsets, b = rows[1].Offsets, c = rows[2].Offsets, d = rows[3].Offsets;
        Vector128<float> a0 = Vector128.Load(rows[0].Biases + lane), a1 = Vector128.Load(rows[0].Biases + lane + 4);
        Vector128<float> b0 = Vector128.Load(rows[1].Biases + lane), b1 = Vector128.Load(rows[1].Biases + lane + 4);
        Vector128<float> c0 = Vector128.Load(rows[2].Biases + lane), c1 = Vector128.Load(rows[2].Biases + lane + 4);
        Vector128<float> d0 = Vector128.Load(rows[3].Biases + lane), d1 = Vector128.Load(rows[3].Biases + lane + 4);
        nint block = rows[0].Block;
        for (nint k = 0; k < common; k++, wa += block, wb += block, wc += block, wd += block)
        {
            Vector128<float> value = Vector128.Create(x[a[k]]);
            a0 = AdvSimd.FusedMultiplyAdd(a0, value, Vector128.Load(wa));
            a1 = AdvSimd.FusedMultiplyAdd(a1, value, Vector128.Load(wa + 4));
            value = Vector128.Create(x[b[k]]);
            b0 = AdvSimd.FusedMultiplyAdd(b0, value, Vector128.Load(wb));
            b1 = AdvSimd.FusedMultiplyAdd(b1, value, Vector128.Load(wb + 4));
            value = Vector128.Create(x[c[k]]);
            c0 = AdvSimd.FusedMultiplyAdd(c0, value, Vector128.Load(wc));
            c1 = AdvSimd.FusedMultiplyAdd(c1, value, Vector128.Load(wc + 4));
            value = Vector128.Create(x[d[k]]);
            d0 = AdvSimd.FusedMultiplyAdd(d0, value, Vector128.Load(wd));
            d1 = AdvSimd.FusedMultiplyAdd(d1, value, Vector128.Load(wd + 4));
        }

        a0.Store(sums);
        a1.Store(sums + 4);
        b0.Store(sums + block);
        b1.Store(sums + block + 4);
        c0.Store(sums + 2 * block);
        c1.Store(sums + 2 * block + 4);
        d0.Store(sums + 3 * block);
        d1.Store(sums + 3 * block + 4);
    }

    /// <summary>4 rows of blocks of 4.</summary>
    private static void Multiply4(float* x, BlockRow* rows, nint common, float* sums)
    {
        float* wa = rows[0].Weights, wb = rows[1].Weights, wc = rows[2].Weights, wd = rows[3].Weights;
        int* a = rows[0].Offsets, b = rows[1].Offsets, c = rows[2].Offsets, d = rows[3].Offsets;
        Vector128<float> sa = Vector128.Load(rows[0].Biases), sb = Vector128.Load(rows[1].Biases);
        Vector128<float> sc = Vector128.Load(rows[2].Biases), sd = Vector128.Load(rows[3].Biases);
        for (nint k = 0; k < common; k++, wa += 4, wb += 4, wc += 4, wd += 4)
        {
            sa = AdvSimd.FusedMultiplyAdd(sa, Vector128.Create(x[a[k]]), Vector128.Load(wa));
            sb = AdvSimd.FusedMultiplyAdd(sb, Vector128.Create(x[b[k]]), Vector128.Load(wb));
            sc = AdvSimd.FusedMultiplyAdd(sc, Vector128.Create(x[c[k]]), Vector128.Load(wc));
            sd = AdvSimd.FusedMultiplyAdd(sd, Vector128.Create(x[d[k]]), Vector128.Load(wd));
        }

        sa.Store(sums);
        sb.Store(sums + 4);
        sc.Store(sums + 8);
        sd.Store(sums + 12);
    }

    /// <summary><c>x &lt; low ? low : x &gt; high ? high : x</c>, by selection: FMAX would choose between +0 and −0.</summary>
    private static Vector128<float> Clamp(Vector128<float> sums, Vector128<float> low, Vector128<float> high)
    {
        sums = Vector128.ConditionalSelect(Vector128.LessThan(sums, low), low, sums);
        return Vector128.ConditionalSelect(Vector128.GreaterThan(sums, high), high, sums);
    }
}
