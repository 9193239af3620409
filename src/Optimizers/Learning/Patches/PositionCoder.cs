using System.Numerics;

namespace Optimizers.Learning.Patches;

/// <summary>
/// Codes which k of p places change, ascending, by the gaps between them: of independent places gaps are geometric, so whether a gap goes on by another
/// 2^b places is one bit of the same probability always, learnt; the rest of the gap is b plain bits (S. W. Golomb, Run-length encodings, IEEE Trans.
/// Inf. Theory 12, 1966; R. F. Rice). With 2^b from 1/16 to 1/8 of the mean gap the places within it are all but equally likely: 200 of 100,000 cost
/// about log₂ C(p, k) + 10 bits.
/// </summary>
internal static class PositionCoder
{
    /// <summary>Codes places.</summary>
    /// <param name="coder">Where to or from.</param>
    /// <param name="positions"><c>[k]</c>, ascending, all different, 0 to <paramref name="places"/> − 1; a reader fills it.</param>
    /// <param name="places">p, at least k.</param>
    /// <exception cref="PatchException">Reading: a place beyond the last.</exception>
    public static void Code(BitCoder coder, Span<int> positions, int places)
    {
        if (positions.IsEmpty)
            return;
        int bits = Math.Max(0, BitOperations.Log2((uint)(places / positions.Length)) - 3);
        AdaptiveBit goesOn = default;
        long last = -1;
        foreach (ref int position in positions)
        {
            long gap = position - last - 1, coded = 0;
            while (coder.Bit(ref goesOn, coded < gap >> bits))
            {
                coded++;
                Check(last + (coded << bits) + 1, places);
            }

            coded = (coded << bits) | coder.Plain(gap & ((1L << bits) - 1), bits);
            last += coded + 1;
            Check(last, places);
            position = (int)last;
        }
    }

    private static void Check(long place, int places)
    {
        if (place >= places)
            throw new PatchException($"a change of number {place}", $"one of {places} (0 to {places - 1})");
    }
}
