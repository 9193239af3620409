using Optimizers.Chains.Diagnostics;
using Optimizers.Learning.Tuning;

namespace Optimizers.Learning.Rounds;

/// <summary>The risk of a chain after its burn-in, thinned so that a bounded number of points covers it.</summary>
public sealed class RiskTrace
{
    private const int Most = 512;
    private const int Fewest = 20;
    private readonly List<double> _risks = [];
    private long _every;
    private long _next;

    /// <summary>How many independent draws of the risk these are worth; NaN: too few to say.</summary>
    public double EffectiveSamples => _risks.Count < Fewest ? double.NaN : EffectiveSampleSize.Of([[.. _risks]]);

    /// <summary>Begins with a chain.</summary>
    public void Begin(StageTuner tuner)
    {
        ArgumentNullException.ThrowIfNull(tuner);
        _risks.Clear();
        long burnIn = (long)(tuner.Plan.BurnIn * tuner.Plan.Steps);
        _every = Math.Max(1, (tuner.Plan.Steps - burnIn) / Most);
        _next = Math.Max(tuner.Steps, burnIn);
    }

    /// <summary>Takes the risk down, if it is time.</summary>
    public void Add(StageTuner tuner)
    {
        ArgumentNullException.ThrowIfNull(tuner);
        if (tuner.Steps < _next || _risks.Count >= Most)
            return;
        _risks.Add(tuner.Risk);
        _next = tuner.Steps + _every;
    }
}
