using System.Runtime.Intrinsics;

namespace Inference.Kernels;

/// <summary>Counts of set bits of 8 output channels of one pixel, two a vector of 16 bytes: how they are added up before they are read.</summary>
internal interface IBitCounts
{
    /// <summary>Words that may be added between two <see cref="Take"/>.</summary>
    static abstract int MostWords { get; }

    /// <summary>Adds the set bits of one word of 8 channels, two words a vector.</summary>
    /// <param name="a">Channels 0 and 1.</param>
    /// <param name="b">Channels 2 and 3.</param>
    /// <param name="c">Channels 4 and 5.</param>
    /// <param name="d">Channels 6 and 7.</param>
    /// <param name="ones">A 1 in each byte, held in a register by the caller.</param>
    void Add(Vector128<ulong> a, Vector128<ulong> b, Vector128<ulong> c, Vector128<ulong> d, Vector128<byte> ones);

    /// <summary>One count a channel, in order; starts again from 0.</summary>
    Vector128<ushort> Take();
}
