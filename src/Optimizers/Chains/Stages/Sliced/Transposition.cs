using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Optimizers.Chains.Stages.Sliced;

/// <summary>Eight rows of eight numbers to eight columns.</summary>
internal static class Transposition
{
    /// <summary>Transposes in place: <c>block[r·8 + c]</c> and <c>block[c·8 + r]</c> change places.</summary>
    public static void Run(ref int block)
    {
        if (Avx2.IsSupported)
            Wide(ref block);
        else if (AdvSimd.Arm64.IsSupported)
            Quarters(ref block);
        else
            Plain(ref block);
    }

    /// <summary>The definition.</summary>
    public static void Plain(ref int block)
    {
        for (int r = 0; r < 8; r++)
        {
            for (int c = r + 1; c < 8; c++)
                (Unsafe.Add(ref block, (r * 8) + c), Unsafe.Add(ref block, (c * 8) + r)) = (Unsafe.Add(ref block, (c * 8) + r), Unsafe.Add(ref block, (r * 8) + c));
        }
    }

    private static void Wide(ref int block)
    {
        Vector256<int> r0 = Vector256.LoadUnsafe(ref block), r1 = Vector256.LoadUnsafe(ref block, 8), r2 = Vector256.LoadUnsafe(ref block, 16),
            r3 = Vector256.LoadUnsafe(ref block, 24), r4 = Vector256.LoadUnsafe(ref block, 32), r5 = Vector256.LoadUnsafe(ref block, 40),
            r6 = Vector256.LoadUnsafe(ref block, 48), r7 = Vector256.LoadUnsafe(ref block, 56);
        Vector256<long> a0 = Avx2.UnpackLow(r0, r1).AsInt64(), a1 = Avx2.UnpackHigh(r0, r1).AsInt64(), a2 = Avx2.UnpackLow(r2, r3).AsInt64(),
            a3 = Avx2.UnpackHigh(r2, r3).AsInt64(), a4 = Avx2.UnpackLow(r4, r5).AsInt64(), a5 = Avx2.UnpackHigh(r4, r5).AsInt64(),
            a6 = Avx2.UnpackLow(r6, r7).AsInt64(), a7 = Avx2.UnpackHigh(r6, r7).AsInt64();
        Vector256<int> b0 = Avx2.UnpackLow(a0, a2).AsInt32(), b1 = Avx2.UnpackHigh(a0, a2).AsInt32(), b2 = Avx2.UnpackLow(a1, a3).AsInt32(),
            b3 = Avx2.UnpackHigh(a1, a3).AsInt32(), b4 = Avx2.UnpackLow(a4, a6).AsInt32(), b5 = Avx2.UnpackHigh(a4, a6).AsInt32(),
            b6 = Avx2.UnpackLow(a5, a7).AsInt32(), b7 = Avx2.UnpackHigh(a5, a7).AsInt32();
        Avx2.Permute2x128(b0, b4, 0x20).StoreUnsafe(ref block);
        Avx2.Permute2x128(b1, b5, 0x20).StoreUnsafe(ref block, 8);
        Avx2.Permute2x128(b2, b6, 0x20).StoreUnsafe(ref block, 16);
        Avx2.Permute2x128(b3, b7, 0x20).StoreUnsafe(ref block, 24);
        Avx2.Permute2x128(b0, b4, 0x31).StoreUnsafe(ref block, 32);
        Avx2.Permute2x128(b1, b5, 0x31).StoreUnsafe(ref block, 40);
        Avx2.Permute2x128(b2, b6, 0x31).StoreUnsafe(ref block, 48);
        Avx2.Permute2x128(b3, b7, 0x31).StoreUnsafe(ref block, 56);
    }

    /// <summary>Four blocks of 4 × 4, of which the two off the diagonal change places.</summary>
    private static void Quarters(ref int block)
    {
        Quarter(ref block, 0, 0);
        Quarter(ref block, 36, 36);
        Quarter(ref block, 4, 32);
    }

    private static void Quarter(ref int block, nuint one, nuint other)
    {
        (Vector128<int> a0, Vector128<int> a1, Vector128<int> a2, Vector128<int> a3) = Turn(ref block, one);
        (Vector128<int> b0, Vector128<int> b1, Vector128<int> b2, Vector128<int> b3) = Turn(ref block, other);
        a0.StoreUnsafe(ref block, other);
        a1.StoreUnsafe(ref block, other + 8);
        a2.StoreUnsafe(ref block, other + 16);
        a3.StoreUnsafe(ref block, other + 24);
        b0.StoreUnsafe(ref block, one);
        b1.StoreUnsafe(ref block, one + 8);
        b2.StoreUnsafe(ref block, one + 16);
        b3.StoreUnsafe(ref block, one + 24);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector128<int> First, Vector128<int> Second, Vector128<int> Third, Vector128<int> Fourth) Turn(ref int block, nuint at)
    {
        Vector128<int> r0 = Vector128.LoadUnsafe(ref block, at), r1 = Vector128.LoadUnsafe(ref block, at + 8),
            r2 = Vector128.LoadUnsafe(ref block, at + 16), r3 = Vector128.LoadUnsafe(ref block, at + 24);
        Vector128<int> a0 = AdvSimd.Arm64.ZipLow(r0, r2), a1 = AdvSimd.Arm64.ZipHigh(r0, r2), a2 = AdvSimd.Arm64.ZipLow(r1, r3), a3 = AdvSimd.Arm64.ZipHigh(r1, r3);
        return (AdvSimd.Arm64.ZipLow(a0, a2), AdvSimd.Arm64.ZipHigh(a0, a2), AdvSimd.Arm64.ZipLow(a1, a3), AdvSimd.Arm64.ZipHigh(a1, a3));
    }
}
