using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Optimizers.Chains.Stages.Sliced;

/// <summary>256 bits at a time.</summary>
internal readonly struct Words256 : IWords<Vector256<ulong>>
{
    /// <inheritdoc/>
    public static int Count => 4;

    /// <inheritdoc/>
    public static Vector256<ulong> Zero => Vector256<ulong>.Zero;

    /// <inheritdoc/>
    public static Vector256<ulong> Ones => Vector256<ulong>.AllBitsSet;

    /// <inheritdoc/>
    public static Vector256<ulong> All(ulong word) => Vector256.Create(word);

    /// <inheritdoc/>
    public static Vector256<ulong> Load(ref ulong source) => Vector256.LoadUnsafe(ref source);

    /// <inheritdoc/>
    public static void Store(Vector256<ulong> value, ref ulong destination) => value.StoreUnsafe(ref destination);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<ulong> Shifted(ref ulong source, int shift) =>
        (Vector256.LoadUnsafe(ref source) >> shift) | (Vector256.LoadUnsafe(ref source, 1) << (63 - shift) << 1);

    /// <inheritdoc/>
    public static Vector256<ulong> And(Vector256<ulong> a, Vector256<ulong> b) => a & b;

    /// <inheritdoc/>
    public static Vector256<ulong> Or(Vector256<ulong> a, Vector256<ulong> b) => a | b;

    /// <inheritdoc/>
    public static Vector256<ulong> Xor(Vector256<ulong> a, Vector256<ulong> b) => a ^ b;
}
