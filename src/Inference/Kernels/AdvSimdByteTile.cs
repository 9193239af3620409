using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;

namespace Inference.Kernels;

/// <summary>SMLAL of 8 pixels by the weight in a lane: 4 outputs × 2 runs are 16 vectors of sums.</summary>
internal readonly unsafe struct AdvSimdByteTile : IByteTile
{
    /// <inheritdoc/>
    public static void Convolve(short* x0, short* x1, in ByteBlockRow row, int** sums, int n)
    {
        Vector128<int> lowA = default, lowB = default, lowC = default, lowD = default;
        Vector128<int> highA = default, highB = default, highC = default, highD = default;
        Vector128<int> nextLowA = default, nextLowB = default, nextLowC = default, nextLowD = default;
        Vector128<int> nextHighA = default, nextHighB = default, nextHighC = default, nextHighD = default;
        short* w = row.Weights;
        int* end = row.End;
        nint step = row.Step;
        for (int* offset = row.Offsets; offset < end; offset += 2, w += step)
        {
            // One lane an output; the odd lanes, which belong to the second column, come down for the second turn.
            Vector128<short> weights = Vector128.Load(w);
            for (int tap = 0; tap < 2; tap++)
            {
                Vector128<short> x = Vector128.Load(x0 + offset[tap]);
                lowA = AdvSimd.MultiplyBySelectedScalarWideningLowerAndAdd(lowA, x.GetLower(), weights, 0);
                highA = AdvSimd.MultiplyBySelectedScalarWideningUpperAndAdd(highA, x, weights, 0);
                lowB = AdvSimd.MultiplyBySelectedScalarWideningLowerAndAdd(lowB, x.GetLower(), weights, 2);
                highB = AdvSimd.MultiplyBySelectedScalarWideningUpperAndAdd(highB, x, weights, 2);
                lowC = AdvSimd.MultiplyBySelectedScalarWideningLowerAndAdd(lowC, x.GetLower(), weights, 4);
                highC = AdvSimd.MultiplyBySelectedScalarWideningUpperAndAdd(highC, x, weights, 4);
                lowD = AdvSimd.MultiplyBySelectedScalarWideningLowerAndAdd(lowD, x.GetLower(), weights, 6);
                highD = AdvSimd.MultiplyBySelectedScalarWideningUpperAndAdd(highD, x, weights, 6);
                x = Vector128.Load(x1 + offset[tap]);
                nextLowA = AdvSimd.MultiplyBySelectedScalarWideningLowerAndAdd(nextLowA, x.GetLower(), weights, 0);
                nextHighA = AdvSimd.MultiplyBySelectedScalarWideningUpperAndAdd(nextHighA, x, weights, 0);
                nextLowB = AdvSimd.MultiplyBySelectedScalarWideningLowerAndAdd(nextLowB, x.GetLower(), weights, 2);
                nextHighB = AdvSimd.MultiplyBySelectedScalarWideningUpperAndAdd(nextHighB, x, weights, 2);
                nextLowC = AdvSimd.MultiplyBySelectedScalarWideningLowerAndAdd(nextLowC, x.GetLower(), weights, 4);
                nextHighC = AdvSimd.MultiplyBySelectedScalarWideningUpperAndAdd(nextHighC, x, weights, 4);
                nextLowD = AdvSimd.MultiplyBySelectedScalarWideningLowerAndAdd(nextLowD, x.GetLower(), weights, 6);
                nextHighD = AdvSimd.MultiplyBySelectedScalarWideningUpperAndAdd(nextHighD, x, weights, 6);
                weights = AdvSimd.ExtractVector128(weights, weights, 1);
            }
        }

        Store(lowA, lowB, lowC, lowD, sums, n);
        Store(highA, highB, highC, highD, sums + 4, n);
        Store(nextLowA, nextLowB, nextLowC, nextLowD, sums + 8, n);
        Store(nextHighA, nextHighB, nextHighC, nextHighD, sums + 12, n);
    }

    /// <summary>Four outputs of 4 pixels to the sums of a pixel side by side.</summary>
    /// <remarks>Inlined: a call would push the other sums out of their registers, in the loop too.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector128<int> a, Vector128<int> b, Vector128<int> c, Vector128<int> d, int** sums, int n)
    {
        Vector128<long> first = AdvSimd.Arm64.ZipLow(a, b).AsInt64(), second = AdvSimd.Arm64.ZipLow(c, d).AsInt64();
        Vector128<long> third = AdvSimd.Arm64.ZipHigh(a, b).AsInt64(), fourth = AdvSimd.Arm64.ZipHigh(c, d).AsInt64();
        AdvSimd.Arm64.ZipLow(first, second).AsInt32().Store(sums[0] + n);
        AdvSimd.Arm64.ZipHigh(first, second).AsInt32().Store(sums[1] + n);
        AdvSimd.Arm64.ZipLow(third, fourth).AsInt32().Store(sums[2] + n);
        AdvSimd.Arm64.ZipHigh(third, fourth).AsInt32().Store(sums[3] + n);
    }
}
