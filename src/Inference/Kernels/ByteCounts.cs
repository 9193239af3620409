using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;

namespace Inference.Kernels;

/// <summary>Counts a byte of input each: CNT and ADD, widened by a tree of pairs.</summary>
internal struct ByteCounts : IBitCounts
{
    private Vector128<byte> _a;
    private Vector128<byte> _b;
    private Vector128<byte> _c;
    private Vector128<byte> _d;

    /// <inheritdoc/>
    public static int MostWords => 255 / 8;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(Vector128<ulong> a, Vector128<ulong> b, Vector128<ulong> c, Vector128<ulong> d, Vector128<byte> ones)
    {
        _a += AdvSimd.PopCount(a.AsByte());
        _b += AdvSimd.PopCount(b.AsByte());
        _c += AdvSimd.PopCount(c.AsByte());
        _d += AdvSimd.PopCount(d.AsByte());
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector128<ushort> Take()
    {
        Vector128<ushort> first = AdvSimd.Arm64.AddPairwise(AdvSimd.AddPairwiseWidening(_a), AdvSimd.AddPairwiseWidening(_b));
        Vector128<ushort> second = AdvSimd.Arm64.AddPairwise(AdvSimd.AddPairwiseWidening(_c), AdvSimd.AddPairwiseWidening(_d));
        this = default;
        return AdvSimd.Arm64.AddPairwise(first, second);
    }
}
