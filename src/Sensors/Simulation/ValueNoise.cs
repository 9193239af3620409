using System.Runtime.CompilerServices;

namespace Sensors.Simulation;

/// <summary>Smooth noise on the plane: random values on a lattice, blended between them.</summary>
/// <remarks>Value noise with the smoothstep 3t² − 2t³ (Ebert et al., Texturing and Modeling, §2), in integers of 1/256 cell.</remarks>
internal static class ValueNoise
{
    private static readonly byte[] Lattice = MakeLattice();
    private static readonly ushort[] Smooth = MakeSmooth();

    /// <summary>One octave, −1 to 1.</summary>
    /// <param name="x">Column in cells.</param>
    /// <param name="y">Row in cells.</param>
    /// <param name="seed">Picks another part of the lattice.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double At(double x, double y, int seed)
    {
        int fx = (int)Math.Floor(x * 256) + seed * 9731;
        int fy = (int)Math.Floor(y * 256) + seed * 40427;
        int cx = fx >> 8;
        int cy = fy >> 8;
        int wx = Smooth[fx & 255];
        int wy = Smooth[fy & 255];
        byte[] lattice = Lattice;
        int row = (cy & 255) << 8;
        int next = ((cy + 1) & 255) << 8;
        int left = cx & 255;
        int right = (cx + 1) & 255;
        int top = lattice[row | left] * (256 - wx) + lattice[row | right] * wx;
        int bottom = lattice[next | left] * (256 - wx) + lattice[next | right] * wx;
        int value = top * (256 - wy) + bottom * wy;
        return value * (2.0 / (255 * 65536)) - 1;
    }

    /// <summary>Octaves, each of half the size and <paramref name="persistence"/> times the strength, about −1 to 1.</summary>
    public static double Octaves(double x, double y, int seed, int octaves, double persistence = 0.55)
    {
        double sum = 0;
        double strength = 1;
        double total = 0;
        for (int octave = 0; octave < octaves; octave++)
        {
            sum += strength * At(x, y, seed + octave * 17);
            total += strength;
            strength *= persistence;
            x *= 2;
            y *= 2;
        }

        return sum / total * 1.6;
    }

    /// <summary>A random number of a lattice cell, 0 to 1.</summary>
    public static double Cell(long x, long y, int seed)
    {
        ulong h = (ulong)x * 0x9E3779B97F4A7C15 ^ (ulong)y * 0xC2B2AE3D27D4EB4F ^ (ulong)(uint)seed * 0x165667B19E3779F9;
        h = (h ^ (h >> 29)) * 0xBF58476D1CE4E5B9;
        return (h >> 40) * (1.0 / (1 << 24));
    }

    private static byte[] MakeLattice()
    {
        SceneRandom random = new(20);
        byte[] lattice = new byte[65536];
        for (int i = 0; i < lattice.Length; i++)
            lattice[i] = (byte)random.Below(256);
        return lattice;
    }

    private static ushort[] MakeSmooth()
    {
        ushort[] smooth = new ushort[256];
        for (int i = 0; i < 256; i++)
            smooth[i] = (ushort)((3 * 256 * i * i - 2 * i * i * i) / 65536);
        return smooth;
    }
}
