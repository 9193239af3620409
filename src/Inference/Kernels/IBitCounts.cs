using System.Runtime.Intrinsics;

namespace Inference.Kernels;

/// <summary>Counts of set bits of 8 output channels of one pixel, two a vector of 16 bytes: how they are added up before they are read.</summary>
internal interface IBitCounts
{
    /// <summary>Words that may be added between two <see cref="Take"/>.</summary>
    static abstract int MostWords { get; }

    /// <summary>Adds the set bits of one word of 8 channels, two words a vector.</summary>
    void Add(Vector128<ulong> a, Vector128<ulong> b, Vector128<ulong> c, Vector128<ulong> d);

    /// <summary>One count a channel, in order; starts again from 0.</summary>
    Vector128<ushort> Take();
}
