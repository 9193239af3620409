namespace Inference;

/// <summary>The random stream SplitMix64 (Steele, Lea and Flood 2014, figure 16): 64 bits of state, the same numbers on every machine.</summary>
public struct SplitMix
{
    private const ulong Golden = 0x9E3779B97F4A7C15;
    private ulong _state;

    /// <summary>Begins a stream.</summary>
    public SplitMix(ulong seed) => _state = seed;

    /// <summary>Joins a seed and a counter into the seed of a stream of its own.</summary>
    public static ulong Mix(ulong seed, ulong counter) => Finish(Finish(seed + Golden) ^ (counter * Golden));

    /// <summary>64 random bits.</summary>
    public ulong NextBits() => Finish(_state += Golden);

    /// <summary>Uniform in [0, 1).</summary>
    public double NextDouble() => (NextBits() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Uniform in [<paramref name="low"/>, <paramref name="high"/>).</summary>
    public double Uniform(double low, double high) => low + ((high - low) * NextDouble());

    /// <summary>Uniform in 0 to <paramref name="count"/> − 1; the bias is below count / 2⁶⁴.</summary>
    public int Next(int count) => (int)Math.BigMul(NextBits(), (ulong)count, out _);

    /// <summary>True with the given probability.</summary>
    public bool Chance(double probability) => NextDouble() < probability;

    /// <summary>Shuffles, every order alike (Durstenfeld 1964).</summary>
    public void Shuffle<T>(Span<T> values)
    {
        for (int i = values.Length - 1; i > 0; i--)
        {
            int other = Next(i + 1);
            (values[i], values[other]) = (values[other], values[i]);
        }
    }

    private static ulong Finish(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
