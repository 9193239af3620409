using Optimizers.Chains;
using Optimizers.Chains.Stages;

namespace Optimizers.Tests.Chains;

/// <summary>The exact target over all states, and how far a chain's visits are from it.</summary>
internal sealed class Posterior
{
    private readonly double[] _probability;

    public Posterior(EnumeratedRisk risk, double lambda, Func<StageWeights, double> logPrior)
    {
        double[] log = new double[risk.Space.Count];
        for (int state = 0; state < log.Length; state++)
            log[state] = (-lambda * risk.RiskAt(state) / Losses.One) + logPrior(risk.Space.Weights(state));
        _probability = OfLogs(log)._probability;
    }

    public Posterior(double[] probability) => _probability = probability;

    /// <summary>From logarithms, up to a constant.</summary>
    public static Posterior OfLogs(double[] log)
    {
        double top = log.Max();
        double[] probability = [.. log.Select(value => Math.Exp(value - top))];
        double sum = probability.Sum();
        for (int state = 0; state < log.Length; state++)
            probability[state] /= sum;
        return new Posterior(probability);
    }

    public double this[int state] => _probability[state];

    /// <summary>½ Σ |visits/steps − p| after each of the numbers of steps.</summary>
    public double[] Distances(Chain chain, Func<int> state, params long[] steps)
    {
        long[] visits = new long[_probability.Length];
        double[] distances = new double[steps.Length];
        long done = 0;
        for (int i = 0; i < steps.Length; i++)
        {
            for (; done < steps[i]; done++)
            {
                chain.Step();
                visits[state()]++;
            }

            distances[i] = 0.5 * visits.Select((count, s) => Math.Abs(((double)count / done) - _probability[s])).Sum();
        }

        return distances;
    }
}
