namespace Benchmarks.Cases;

/// <summary>Seeded random ±1, packed as the engine holds them and spread as ONNX Runtime holds them.</summary>
internal static class Signs
{
    /// <summary>Packed rows of channels, bit 1 = −1, padding bits 0.</summary>
    public static ulong[] Random(Random random, int rows, int channels)
    {
        int words = (channels + 63) / 64;
        ulong[] bits = new ulong[rows * words];
        for (int index = 0; index < bits.Length; index++)
        {
            int left = channels - index % words * 64;
            bits[index] = (ulong)random.NextInt64(long.MinValue, long.MaxValue) & (left >= 64 ? ulong.MaxValue : (1UL << left) - 1);
        }

        return bits;
    }

    /// <summary>+1 or −1 of channel <paramref name="c"/> in row <paramref name="row"/>.</summary>
    public static int At(ReadOnlySpan<ulong> bits, int channels, int row, int c) =>
        1 - 2 * (int)(bits[row * ((channels + 63) / 64) + c / 64] >> (c % 64) & 1);

    /// <summary><c>[rows][channels]</c> to <c>[channels][rows]</c>: pixels with their channels to planes.</summary>
    public static float[] Planes(ReadOnlySpan<ulong> bits, int rows, int channels)
    {
        float[] planes = new float[rows * channels];
        for (int row = 0; row < rows; row++)
        {
            for (int c = 0; c < channels; c++)
                planes[c * rows + row] = At(bits, channels, row, c);
        }

        return planes;
    }
}
