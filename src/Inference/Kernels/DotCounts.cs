using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;

namespace Inference.Kernels;

/// <summary>Counts four bytes of input each: CNT and UDOT with ones, which never runs over and needs half of the tree.</summary>
internal struct DotCounts : IBitCounts
{
    private Vector128<uint> _a;
    private Vector128<uint> _b;
    private Vector128<uint> _c;
    private Vector128<uint> _d;

    /// <inheritdoc/>
    public static int MostWords => int.MaxValue;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(Vector128<ulong> a, Vector128<ulong> b, Vector128<ulong> c, Vector128<ulong> d, Vector128<byte> ones)
    {
        _a = Dp.DotProduct(_a, AdvSimd.PopCount(a.AsByte()), ones);
        _b = Dp.DotProduct(_b, AdvSimd.PopCount(b.AsByte()), ones);
        _c = Dp.DotProduct(_c, AdvSimd.PopCount(c.AsByte()), ones);
        _d = Dp.DotProduct(_d, AdvSimd.PopCount(d.AsByte()), ones);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector128<ushort> Take()
    {
        Vector128<uint> first = AdvSimd.Arm64.AddPairwise(_a, _b), second = AdvSimd.Arm64.AddPairwise(_c, _d);
        this = default;
        return AdvSimd.ExtractNarrowingUpper(AdvSimd.ExtractNarrowingLower(first), second);
    }
}
