using Optimizers.Chains.Stages;

namespace Optimizers.Chains;

/// <summary>
/// Whether a move is taken, from a random few samples, and yet exactly: TunaMH (Zhang, Cooper and De Sa 2020, "Asymptotically optimal exact minibatch
/// Metropolis–Hastings").
/// </summary>
/// <remarks>
/// With M a bound of λ·|Δloss| of any sample, <c>L = N·M</c> and <c>μ = χ·L²</c>, each sample is met Poisson(<c>μ/N + φ</c>) times,
/// <c>φ = (λ·Δloss + M)/2</c>: by thinning Poisson(μ + L) draws. Of the joint law of weights and meetings the exponent −λ·ΔR_n goes out, and what is left
/// is the product over meetings of <c>(μ/N + M − φ)/(μ/N + φ)</c>. It pays only where λ·M is far below 1: else L alone is above N.
/// </remarks>
internal sealed class BatchAcceptance(ISampleRisk risk, double chi)
{
    /// <summary>Samples looked at, by all moves.</summary>
    public long Looked { get; private set; }

    /// <summary>Whether a move is taken; it is then ready to be committed.</summary>
    /// <param name="random">The step's numbers.</param>
    /// <param name="move">The move.</param>
    /// <param name="lambda">λ.</param>
    /// <param name="bound">−log u + Δlog prior + log q-ratio.</param>
    /// <param name="change">ΔR_n of a move that is taken, else 0.</param>
    public bool Passes(ref RandomStream random, Move move, double lambda, double bound, out long change)
    {
        change = 0;
        if (double.IsNegativeInfinity(bound))
            return false;
        double most = lambda * risk.BoundOf(move) / Losses.One, all = most * risk.Samples, mean = chi * all * all;
        double floor = mean / risk.Samples;
        // Arrivals of a Poisson process until its time is up.
        for (double time = random.NextLog(); time < mean + all; time += random.NextLog())
        {
            double phi = 0.5 * ((lambda * risk.ChangeOf(move, random.Next(risk.Samples)) / Losses.One) + most);
            Looked++;
            if (random.NextDouble() * (floor + most) < floor + phi)
                bound += ExactMath.Log((floor + most - phi) / (floor + phi));
        }

        if (bound < 0)
            return false;
        for (int part = 0; part < risk.Parts; part++)
            change += risk.Evaluate(move, part, long.MaxValue);
        return true;
    }
}
