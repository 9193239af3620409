using System.Runtime.CompilerServices;

namespace Optimizers.Chains.Stages.Sliced;

/// <summary>One word at a time: the definition.</summary>
internal readonly struct Words64 : IWords<ulong>
{
    /// <inheritdoc/>
    public static int Count => 1;

    /// <inheritdoc/>
    public static ulong Zero => 0;

    /// <inheritdoc/>
    public static ulong Ones => ulong.MaxValue;

    /// <inheritdoc/>
    public static ulong All(ulong word) => word;

    /// <inheritdoc/>
    public static ulong Load(ref ulong source) => source;

    /// <inheritdoc/>
    public static void Store(ulong value, ref ulong destination) => destination = value;

    /// <inheritdoc/>
    public static ulong Shifted(ref ulong source, int shift) => (source >> shift) | (Unsafe.Add(ref source, 1) << (63 - shift) << 1);

    /// <inheritdoc/>
    public static ulong And(ulong a, ulong b) => a & b;

    /// <inheritdoc/>
    public static ulong Or(ulong a, ulong b) => a | b;

    /// <inheritdoc/>
    public static ulong Xor(ulong a, ulong b) => a ^ b;
}
