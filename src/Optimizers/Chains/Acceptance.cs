using Optimizers.Chains.Stages;

namespace Optimizers.Chains;

/// <summary>Whether a move is taken: a uniform number is drawn first, so that the risk knows from which change on it need not look further (Solonen et al. 2012).</summary>
/// <remarks>
/// Over several parts of the memory, delayed acceptance (Christen and Fox 2005, "Markov chain Monte Carlo using an approximation"; more than two
/// stages: Banterle, Grazian, Lee and Robert 2019): stage p knows <c>S_p = N/n_p·Σ_{j≤p} ΔR_j</c>, n_p the samples so far, and is passed with
/// <c>min(1, exp(−λ·(S_p − S_{p−1})))</c>, the first with prior and proposal ratio too. The product of what is in the exponents is the whole ratio, and
/// each stage's is inverted by the inverse move: detailed balance holds for the whole target.
/// </remarks>
internal sealed class Acceptance(IRisk risk, bool delays)
{
    /// <summary>1.0 of loss in the risk's steps.</summary>
    private const double One = Losses.One;

    /// <summary>Whether a move is taken; it is not yet committed.</summary>
    /// <param name="random">Of the stages after the first.</param>
    /// <param name="move">The move.</param>
    /// <param name="lambda">λ.</param>
    /// <param name="bound">−log u + Δlog prior + log q-ratio: the first stage is passed when λ·S is not above.</param>
    /// <param name="change">ΔR_n of a move that is taken, else 0.</param>
    public bool Passes(ref RandomStream random, Move move, double lambda, double bound, out long change)
    {
        change = 0;
        if (double.IsNegativeInfinity(bound))
            return false;
        bool isTaken = delays && risk.Parts > 1
            ? PassesStages(ref random, move, lambda, bound, out long sum)
            : PassesOnce(move, Limit(bound, lambda), out sum);
        change = isTaken ? sum : 0;
        return isTaken;
    }

    /// <summary>The largest change with λ·change not above a bound.</summary>
    internal static long Limit(double bound, double lambda)
    {
        if (lambda == 0)
            return bound >= 0 ? long.MaxValue : long.MinValue;
        return Floor(One * bound / lambda);
    }

    private bool PassesOnce(Move move, long limit, out long sum)
    {
        sum = 0;
        long ahead = 0;
        for (int part = 0; part < risk.Parts; part++)
            ahead += risk.RiskOf(part);
        for (int part = 0; part < risk.Parts; part++)
        {
            // Losses are not below 0: a part that is still to come can at most take away what it has.
            if (Add(limit, -sum) < -ahead)
                return false;
            ahead -= risk.RiskOf(part);
            long most = Add(Add(limit, -sum), ahead);
            long found = risk.Evaluate(move, part, most);
            if (found > most)
                return false;
            sum += found;
        }

        return true;
    }

    private bool PassesStages(ref RandomStream random, Move move, double lambda, double bound, out long sum)
    {
        sum = 0;
        double before = 0;
        int seen = 0;
        for (int part = 0; part < risk.Parts; part++)
        {
            if (part > 0)
                bound = random.NextLog();
            seen += risk.SamplesOf(part);
            double scale = (double)risk.Samples / seen;
            long most = lambda == 0 ? Limit(bound, 0) : Floor((((One * bound / lambda) + before) / scale) - sum);
            if (most < -risk.RiskOf(part))
                return false;
            long found = risk.Evaluate(move, part, most);
            if (found > most)
                return false;
            sum += found;
            before = scale * sum;
        }

        return true;
    }

    private static long Floor(double value)
    {
        // 2⁶² and beyond: no risk is so large.
        if (value >= 4.6e18)
            return long.MaxValue;
        return value <= -4.6e18 ? long.MinValue : (long)Math.Floor(value);
    }

    /// <summary>a + b where a may be as large or as small as can be, and b is a risk.</summary>
    private static long Add(long a, long b) => a is long.MaxValue or long.MinValue ? a : a + b;
}
