namespace Optimizers.Chains;

/// <summary>
/// The random numbers of one step of one chain: Philox with the seed as key and (step, chain, block of draws) as counter. Any step's numbers can be had
/// without those before it, so that a chain's state holds no generator; the same on every machine.
/// </summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Naming", "CA1711", Justification = "A stream of random numbers is what it is called.")]
public struct RandomStream
{
    private readonly ulong _seed;
    private readonly ulong _step;
    private readonly uint _chain;
    private uint _block;
    private uint _b;
    private uint _c;
    private uint _d;
    private int _left;

    /// <summary>Begins the numbers of a step.</summary>
    public RandomStream(ulong seed, uint chain, ulong step) => (_seed, _chain, _step) = (seed, chain, step);

    /// <summary>32 random bits.</summary>
    public uint NextBits()
    {
        switch (_left)
        {
            case 3:
                _left = 2;
                return _b;
            case 2:
                _left = 1;
                return _c;
            case 1:
                _left = 0;
                return _d;
            default:
                _left = 3;
                (uint a, _b, _c, _d) = Philox.Words((uint)_step, (uint)(_step >> 32), _chain, _block++, (uint)_seed, (uint)(_seed >> 32));
                return a;
        }
    }

    /// <summary>A whole number from 0 to <paramref name="count"/> − 1, each equally likely (Lemire 2019, "Fast random integer generation in an interval", algorithm 5).</summary>
    /// <param name="count">1 or more.</param>
    public int Next(int count)
    {
        ulong product = (ulong)NextBits() * (uint)count;
        if ((uint)product < (uint)count)
        {
            uint least = (uint)-count % (uint)count;
            while ((uint)product < least)
                product = (ulong)NextBits() * (uint)count;
        }

        return (int)(product >> 32);
    }

    /// <summary>A multiple of 2⁻⁵³ in [0, 1).</summary>
    public double NextDouble()
    {
        ulong high = NextBits() >> 5, low = NextBits() >> 6;
        return ((high << 26) | low) * (1.0 / (1L << 53));
    }

    /// <summary>−log u of a u in (0, 1]: exponential with mean 1, ≥ 0.</summary>
    public double NextLog() => -ExactMath.Log(1 - NextDouble());

    /// <summary>Student's t of unit scale (Bailey 1994, "Polar generation of random variates with the t-distribution", Mathematics of Computation 62).</summary>
    /// <param name="nu">Degrees of freedom, above 0; 1 is Cauchy's law.</param>
    public double NextStudent(double nu)
    {
        while (true)
        {
            double u = (2 * NextDouble()) - 1, v = (2 * NextDouble()) - 1;
            double w = (u * u) + (v * v);
            if (w > 1 || w == 0)
                continue;
            // Also where W is so small that the power is infinite.
            if (u == 0)
                return 0;
            double power = ExactMath.Exp(-2 / nu * ExactMath.Log(w));
            return u * Math.Sqrt(nu * (power - 1) / w);
        }
    }
}
