namespace Agent.Import.Graphs;

/// <summary>
/// x · Factors_c + Offsets_c: batch norm, and arithmetic with constants. With factors 1 and offsets 0 it only carries limits or a
/// rounding.
/// </summary>
/// <param name="Factors"><c>[channels]</c>.</param>
/// <param name="Offsets"><c>[channels]</c>.</param>
internal sealed record Scaling(float[] Factors, float[] Offsets) : Operation
{
    /// <summary>Whether it changes no number.</summary>
    public bool IsIdentity => Array.TrueForAll(Factors, factor => factor == 1) && Array.TrueForAll(Offsets, offset => offset == 0);

    /// <summary>The scaling that changes no number.</summary>
    public static Scaling Identity(int channels)
    {
        float[] ones = new float[channels];
        Array.Fill(ones, 1);
        return new Scaling(ones, new float[channels]);
    }

    /// <summary>First this scaling, then another.</summary>
    public Scaling Then(Scaling other) => new(
        [.. Factors.Zip(other.Factors, (a, b) => (float)((double)a * b))],
        [.. Offsets.Select((offset, c) => (float)(offset * (double)other.Factors[c] + other.Offsets[c]))]);
}
