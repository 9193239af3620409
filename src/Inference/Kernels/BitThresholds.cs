namespace Inference.Kernels;

/// <summary>From the sums of a binary convolution to its bits: <c>bit_n = (K − 2·d_n &lt; t_n) xor flip_n</c>, d = differing bits.</summary>
public sealed class BitThresholds
{
    /// <summary>Prepares both forms of the thresholds.</summary>
    /// <param name="thresholds">One an output channel.</param>
    /// <param name="flips">As many, packed; padding bits 0.</param>
    /// <param name="shape">Sizes; the width does not matter.</param>
    public BitThresholds(ReadOnlySpan<int> thresholds, ulong[] flips, in BinaryConvShape shape)
    {
        Thresholds = thresholds.ToArray();
        Flips = flips;
        Limits = new short[shape.Stride];
        Limits.AsSpan().Fill(short.MaxValue);
        for (int n = 0; n < thresholds.Length; n++)
            Limits[n] = (short)Math.Clamp(((long)shape.Products - thresholds[n]) >> 1, -1, shape.Products);
    }

    /// <summary><c>[OutputChannels]</c>, against the sum.</summary>
    public int[] Thresholds { get; }

    /// <summary><c>[words]</c>, packed; padding bits 0.</summary>
    public ulong[] Flips { get; }

    /// <summary>
    /// <c>[Stride]</c>: <c>K − 2·d &lt; t</c> where <c>d &gt; ⌊(K − t)/2⌋</c>, so counts need no conversion to sums; past the last
    /// channel a limit that no count passes.
    /// </summary>
    public short[] Limits { get; }
}
