using System.Runtime.InteropServices;

namespace Sensors.Cameras;

/// <summary>What tells a frozen or a black picture: a hash of all pixels, mean and standard deviation of a part of them.</summary>
/// <param name="Hash">64 bits of all pixels; equal pictures have equal hashes.</param>
/// <param name="Mean">Mean luma of the sampled pixels, 0 to 255.</param>
/// <param name="Spread">Their standard deviation.</param>
internal readonly record struct PictureStatistics(ulong Hash, double Mean, double Spread)
{
    // Coprime to the usual widths, so that the samples do not stand in columns.
    private const int SampleStep = 13;

    // Odd 64-bit constants of splitmix64 (Steele, Lea, Flood 2014): multiplication by an odd number loses nothing.
    private const ulong FirstFactor = 0xBF58476D1CE4E5B9;
    private const ulong SecondFactor = 0x94D049BB133111EB;

    /// <summary>Measures a picture.</summary>
    /// <param name="luma">Its pixels, at least one.</param>
    public static PictureStatistics Of(ReadOnlySpan<byte> luma)
    {
        long sum = 0;
        long squares = 0;
        int samples = 0;
        for (int i = 0; i < luma.Length; i += SampleStep)
        {
            int value = luma[i];
            sum += value;
            squares += value * value;
            samples++;
        }

        double mean = sum / (double)samples;
        double variance = Math.Max(0, (squares / (double)samples) - (mean * mean));
        return new PictureStatistics(HashOf(luma), mean, Math.Sqrt(variance));
    }

    /// <summary>Four independent chains h ← rotate((h ⊕ word)·factor), so that the multiplications overlap.</summary>
    private static ulong HashOf(ReadOnlySpan<byte> luma)
    {
        ReadOnlySpan<ulong> words = MemoryMarshal.Cast<byte, ulong>(luma);
        ulong a = (ulong)luma.Length;
        ulong b = FirstFactor;
        ulong c = SecondFactor;
        ulong d = ~a;
        int at = 0;
        for (; at + 4 <= words.Length; at += 4)
        {
            a = ulong.RotateLeft((a ^ words[at]) * FirstFactor, 29);
            b = ulong.RotateLeft((b ^ words[at + 1]) * FirstFactor, 29);
            c = ulong.RotateLeft((c ^ words[at + 2]) * FirstFactor, 29);
            d = ulong.RotateLeft((d ^ words[at + 3]) * FirstFactor, 29);
        }

        for (int i = at * sizeof(ulong); i < luma.Length; i++)
            a = ulong.RotateLeft((a ^ luma[i]) * FirstFactor, 29);
        ulong hash = a;
        hash = ((hash ^ b) * SecondFactor) ^ (hash >> 31);
        hash = ((hash ^ c) * SecondFactor) ^ (hash >> 31);
        return ((hash ^ d) * SecondFactor) ^ (hash >> 31);
    }
}
