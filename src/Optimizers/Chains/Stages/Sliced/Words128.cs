using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Optimizers.Chains.Stages.Sliced;

/// <summary>128 bits at a time.</summary>
internal readonly struct Words128 : IWords<Vector128<ulong>>
{
    /// <inheritdoc/>
    public static int Count => 2;

    /// <inheritdoc/>
    public static Vector128<ulong> Zero => Vector128<ulong>.Zero;

    /// <inheritdoc/>
    public static Vector128<ulong> Ones => Vector128<ulong>.AllBitsSet;

    /// <inheritdoc/>
    public static Vector128<ulong> All(ulong word) => Vector128.Create(word);

    /// <inheritdoc/>
    public static Vector128<ulong> Load(ref ulong source) => Vector128.LoadUnsafe(ref source);

    /// <inheritdoc/>
    public static void Store(Vector128<ulong> value, ref ulong destination) => value.StoreUnsafe(ref destination);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<ulong> Shifted(ref ulong source, int shift) =>
        (Vector128.LoadUnsafe(ref source) >> shift) | (Vector128.LoadUnsafe(ref source, 1) << (63 - shift) << 1);

    /// <inheritdoc/>
    public static Vector128<ulong> And(Vector128<ulong> a, Vector128<ulong> b) => a & b;

    /// <inheritdoc/>
    public static Vector128<ulong> Or(Vector128<ulong> a, Vector128<ulong> b) => a | b;

    /// <inheritdoc/>
    public static Vector128<ulong> Xor(Vector128<ulong> a, Vector128<ulong> b) => a ^ b;
}
