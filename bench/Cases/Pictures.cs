using Inference;

namespace Benchmarks.Cases;

/// <summary>Seeded grey pictures of ten classes that can be learned but not at once: four coarse patterns a class, moved a little, with noise.</summary>
internal static class Pictures
{
    public const int Classes = 10;
    private const int Patterns = 4;
    private const int Coarse = 7;
    private const double Noise = 0.15;

    /// <summary>Makes pictures and their labels.</summary>
    /// <param name="count">How many.</param>
    /// <param name="side">Rows and columns, at least 7.</param>
    /// <param name="labels"><c>[count]</c>.</param>
    /// <returns><c>[count][side × side]</c>.</returns>
    public static byte[][] Make(int count, int side, out byte[] labels)
    {
        SplitMix random = new(1);
        bool[] patterns = new bool[Classes * Patterns * Coarse * Coarse];
        foreach (ref bool cell in patterns.AsSpan())
            cell = random.Chance(0.4);
        labels = new byte[count];
        byte[][] pictures = new byte[count][];
        for (int i = 0; i < count; i++)
        {
            labels[i] = (byte)random.Next(Classes);
            int first = ((labels[i] * Patterns) + random.Next(Patterns)) * Coarse * Coarse;
            int dy = random.Next(5) - 2, dx = random.Next(5) - 2;
            pictures[i] = new byte[side * side];
            for (int place = 0; place < side * side; place++)
            {
                int y = Math.Clamp((place / side) + dy, 0, side - 1) * Coarse / side, x = Math.Clamp((place % side) + dx, 0, side - 1) * Coarse / side;
                bool isBright = patterns[first + (y * Coarse) + x] ^ random.Chance(Noise);
                pictures[i][place] = (byte)((isBright ? 160 : 32) + random.Next(64));
            }
        }

        return pictures;
    }
}
