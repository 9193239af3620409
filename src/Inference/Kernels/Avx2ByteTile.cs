using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Inference.Kernels;

/// <summary>
/// Two columns at a time: their numbers side by side, multiplied and added in pairs by VPMADDWD. A half of a vector holds pixels of one run.
/// </summary>
internal readonly unsafe struct Avx2ByteTile : IByteTile
{
    /// <inheritdoc/>
    public static void Convolve(short* x0, short* x1, in ByteBlockRow row, int** sums, int n)
    {
        // low: pixels 0 to 3 of both runs, high: pixels 4 to 7.
        Vector256<int> lowA = default, lowB = default, lowC = default, lowD = default;
        Vector256<int> highA = default, highB = default, highC = default, highD = default;
        short* w = row.Weights;
        int* end = row.End;
        nint step = row.Step;
        for (int* offset = row.Offsets; offset < end; offset += 2, w += step)
        {
            nint i = offset[0], j = offset[1];
            Vector256<short> first = Vector256.Create(Vector128.Load(x0 + i), Vector128.Load(x1 + i));
            Vector256<short> second = Vector256.Create(Vector128.Load(x0 + j), Vector128.Load(x1 + j));
            Vector256<short> low = Avx2.UnpackLow(first, second), high = Avx2.UnpackHigh(first, second);
            Vector256<short> pair = Vector256.Create(*(int*)w).AsInt16();
            lowA += Avx2.MultiplyAddAdjacent(low, pair);
            highA += Avx2.MultiplyAddAdjacent(high, pair);
            pair = Vector256.Create(*(int*)(w + 2)).AsInt16();
            lowB += Avx2.MultiplyAddAdjacent(low, pair);
            highB += Avx2.MultiplyAddAdjacent(high, pair);
            pair = Vector256.Create(*(int*)(w + 4)).AsInt16();
            lowC += Avx2.MultiplyAddAdjacent(low, pair);
            highC += Avx2.MultiplyAddAdjacent(high, pair);
            pair = Vector256.Create(*(int*)(w + 6)).AsInt16();
            lowD += Avx2.MultiplyAddAdjacent(low, pair);
            highD += Avx2.MultiplyAddAdjacent(high, pair);
        }

        Store(lowA, lowB, lowC, lowD, sums, n);
        Store(highA, highB, highC, highD, sums + 4, n);
    }

    /// <summary>Four outputs of 4 pixels of both runs to the sums of a pixel side by side.</summary>
    /// <remarks>Inlined: a call would push the other sums out of their registers, in the loop too.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector256<int> a, Vector256<int> b, Vector256<int> c, Vector256<int> d, int** sums, int n)
    {
        Vector256<long> first = Avx2.UnpackLow(a, b).AsInt64(), second = Avx2.UnpackLow(c, d).AsInt64();
        Vector256<long> third = Avx2.UnpackHigh(a, b).AsInt64(), fourth = Avx2.UnpackHigh(c, d).AsInt64();
        Store(Avx2.UnpackLow(first, second).AsInt32(), sums[0] + n, sums[8] + n);
        Store(Avx2.UnpackHigh(first, second).AsInt32(), sums[1] + n, sums[9] + n);
        Store(Avx2.UnpackLow(third, fourth).AsInt32(), sums[2] + n, sums[10] + n);
        Store(Avx2.UnpackHigh(third, fourth).AsInt32(), sums[3] + n, sums[11] + n);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector256<int> pixels, int* first, int* second)
    {
        pixels.GetLower().Store(first);
        pixels.GetUpper().Store(second);
    }
}
