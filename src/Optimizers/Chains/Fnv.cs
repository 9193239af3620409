using System.Runtime.InteropServices;

namespace Optimizers.Chains;

/// <summary>FNV-1a (Fowler, Noll and Vo), 64 bits: any single changed byte changes it.</summary>
internal static class Fnv
{
    /// <summary>The hash of nothing.</summary>
    public const ulong Start = 0xCBF29CE484222325;

    /// <summary>The hash of numbers as they lie in memory, little-endian.</summary>
    /// <param name="values">The numbers.</param>
    /// <param name="hash">Of what comes before.</param>
    public static ulong Of<T>(ReadOnlySpan<T> values, ulong hash = Start)
        where T : unmanaged
    {
        foreach (byte value in MemoryMarshal.AsBytes(values))
            hash = (hash ^ value) * 0x100000001B3;
        return hash;
    }
}
