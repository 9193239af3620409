using Inference.Format;
using Optimizers.Chains;
using Optimizers.Chains.Heads;

namespace Optimizers.Learning.Tuning;

/// <summary>Adapts the end of a shipped stage to labelled samples: a chain whose prior holds it near the shipped weights. <see cref="StageEnd"/> makes one.</summary>
/// <remarks>One thread; a step allocates nothing. Network, samples, plan and seed give the same draws on every machine.</remarks>
public sealed class StageTuner
{
    /// <summary>Of the fall of the risk, what <see cref="ExportSmall"/> keeps at least.</summary>
    public const double KeptShare = 0.9;

    /// <summary>The coarsest step tried, in root mean squares: coarser ones leave some hundred bits, and too little of what was learnt in other places.</summary>
    private const double MostShare = 7;

    private readonly ITunedRisk _risk;
    private readonly Chain _chain;

    /// <summary>Begins at the weights of the risk.</summary>
    /// <param name="risk">Moved by this tuner alone.</param>
    /// <param name="blocks">How.</param>
    /// <param name="plan">A plan that has been checked.</param>
    internal StageTuner(ITunedRisk risk, IReadOnlyList<BlockPlan> blocks, TunerPlan plan)
    {
        (_risk, Plan) = (risk, plan);
        long burnIn = (long)(plan.BurnIn * plan.Steps);
        ChainPlan chain = new(blocks, Schedule.Constant(plan.Lambda), burnIn, Math.Max(1, (plan.Steps - burnIn) / plan.Keep), plan.Keep,
            // Place and anchors are no samples of each other: what one says of a move foretells nothing of the other.
            DelaysAcceptance: false);
        _chain = new Chain(risk, chain, plan.Seed, 0);
        FirstRisk = _chain.Risk;
    }

    /// <summary>What was asked for.</summary>
    public TunerPlan Plan { get; }

    /// <summary>Steps done.</summary>
    public long Steps => _chain.Steps;

    /// <summary>Whether all steps are done.</summary>
    public bool IsDone => _chain.Steps >= Plan.Steps;

    /// <summary>R_n of the shipped weights, in 1/65536 nats.</summary>
    public long FirstRisk { get; }

    /// <summary>R_n of the weights as they are, in 1/65536 nats.</summary>
    public long Risk => _chain.Risk;

    /// <summary>Draws kept so far.</summary>
    public int Draws => _chain.SampleCount;

    /// <summary>Bytes beyond <see cref="MemoryBytes"/>: the chain's state and the draws.</summary>
    public long ExtraBytes => _risk.ExtraBytes + ((long)Plan.Keep * _risk.StateBytes);

    /// <summary>Bytes of the samples, unpacked, and their labels.</summary>
    public long MemoryBytes => _risk.MemoryBytes;

    /// <summary>Share of the moves of a block that were taken: 0 last layer, 1 exit, 2 biases; NaN before the first, or where a block is left as it is.</summary>
    public double Acceptance(int block)
    {
        long accepted = 0, proposed = 0;
        for (int law = 0; law < _chain.Plan.Blocks[block].Laws.Count; law++)
            (accepted, proposed) = (accepted + _chain.Accepted(block, law), proposed + _chain.Proposed(block, law));
        return accepted / (double)proposed;
    }

    /// <summary>Does up to a number of steps.</summary>
    public void Run(long steps)
    {
        for (long left = Math.Min(steps, Plan.Steps - _chain.Steps); left > 0; left--)
            _chain.Step();
    }

    /// <summary>
    /// The last draw with the exit's changes rounded as coarsely as leaves <see cref="KeptShare"/> of what the chain took from the risk: a patch of a few hundred bytes
    /// instead of some thousand. What is lost is for the guard to judge, as of any candidate.
    /// </summary>
    /// <exception cref="InvalidOperationException">The chain is not done: it would go on from elsewhere.</exception>
    public NetworkDefinition ExportSmall()
    {
        if (!IsDone)
            throw new InvalidOperationException($"found {Steps} of {Plan.Steps} steps done, expected all of them");
        byte[] drawn = new byte[_risk.StateBytes];
        _risk.CopyState(drawn);
        long most = Risk + (long)((1 - KeptShare) * Math.Max(0, FirstRisk - Risk));
        NetworkDefinition? small = null;
        for (double share = MostShare; share > 0.01 && small is null && _risk.Coarsen(share); share *= 0.8)
        {
            small = Enumerable.Range(0, _risk.Parts).Sum(_risk.RiskOf) <= most ? _risk.Export() : null;
            _risk.SetState(drawn);
        }

        return small ?? _risk.Export();
    }

    /// <summary>The network with the weights as they are, without certificates.</summary>
    public NetworkDefinition Export() => _risk.Export();

    /// <summary>The network of a draw, 0 the oldest, without certificates.</summary>
    public NetworkDefinition Export(int draw) => _risk.Export(_chain.SampleState(draw));

    /// <summary>Writes the chain down.</summary>
    public void Save(Stream stream) => _chain.Save(stream);

    /// <summary>Goes on where a tuner of the same network, samples and plan was saved, as if it had never stopped.</summary>
    /// <exception cref="InvalidDataException">The file is damaged, or of another; this one is as it was.</exception>
    public void Load(Stream stream) => _chain.Load(stream);
}
