using System.Numerics;

namespace Sensors.Simulation;

/// <summary>Random numbers with the same bits on every machine: xoshiro256**.</summary>
/// <remarks>
/// Blackman and Vigna, Scrambled linear pseudorandom number generators, ACM TOMS 47(4), 2021; seeded by SplitMix64 (Steele, Lea and
/// Flood, OOPSLA 2014) as its authors advise. A mutable struct: hand it on by reference.
/// </remarks>
internal struct SceneRandom
{
    private ulong _s0;
    private ulong _s1;
    private ulong _s2;
    private ulong _s3;

    /// <summary>Starts the stream of a seed.</summary>
    public SceneRandom(long seed)
    {
        ulong state = (ulong)seed;
        _s0 = Mix(ref state);
        _s1 = Mix(ref state);
        _s2 = Mix(ref state);
        _s3 = Mix(ref state);
    }

    /// <summary>The next 64 bits.</summary>
    public ulong NextBits()
    {
        ulong result = BitOperations.RotateLeft(_s1 * 5, 7) * 9;
        ulong t = _s1 << 17;
        _s2 ^= _s0;
        _s3 ^= _s1;
        _s1 ^= _s2;
        _s0 ^= _s3;
        _s2 ^= t;
        _s3 = BitOperations.RotateLeft(_s3, 45);
        return result;
    }

    /// <summary>Uniform in 0 (inclusive) to 1 (exclusive).</summary>
    public double Unit() => (NextBits() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Uniform between two bounds.</summary>
    public double Uniform(double from, double to) => from + (to - from) * Unit();

    /// <summary>Uniform in 0 to <paramref name="bound"/> − 1.</summary>
    public int Below(int bound) => (int)((NextBits() >> 32) * (ulong)bound >> 32);

    /// <summary>True with the given probability.</summary>
    public bool Chance(double probability) => Unit() < probability;

    /// <summary>Mean 0, standard deviation 1, within ±3.46: the sum of four uniforms (Irwin–Hall), scaled.</summary>
    public double Bell() => (Unit() + Unit() + Unit() + Unit() - 2) * 1.7320508075688772;

    private static ulong Mix(ref ulong state)
    {
        state += 0x9E3779B97F4A7C15;
        ulong z = state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
