using Inference;
using Inference.Format;
using Optimizers.Chains;
using Optimizers.Chains.Heads;
using Optimizers.Chains.Laws;
using Optimizers.Chains.Priors;
using Optimizers.Chains.Stages;

namespace Optimizers.Learning.Tuning;

/// <summary>
/// Adapts the end of a shipped stage, its last layer of signs and its exit, to labelled samples: a chain whose prior holds it near the shipped weights. Signs by flips
/// under a sparse-flip prior, the exit's integers and biases by heavy-tailed steps under Student's.
/// </summary>
/// <remarks>One thread; a step allocates nothing. Network, samples, plan and seed give the same draws on every machine.</remarks>
public sealed class StageTuner
{
    private readonly ResidualStage _stage;
    private readonly Chain _chain;

    /// <summary>Begins at the shipped weights.</summary>
    /// <param name="network">Its stage ends in a residual layer of signs and a linear exit.</param>
    /// <param name="stage">From 1.</param>
    /// <param name="maps">What that layer reads, a sample after the other: <see cref="StageMaps.BeforeLast"/>.</param>
    /// <param name="labels">One a sample.</param>
    /// <param name="plan">What to do.</param>
    /// <exception cref="ArgumentException">Another kind of stage, arrays of other lengths, or a plan that makes none.</exception>
    public StageTuner(Network network, int stage, ReadOnlySpan<short> maps, ReadOnlySpan<byte> labels, TunerPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        plan.Check();
        Plan = plan;
        _stage = new ResidualStage(network, stage, maps, labels, LossKind.CrossEntropy);
        short[] exit = ((LinearExitDefinition)network.Definition.Stages[stage - 1].Exit).Weights;
        long burnIn = (long)(plan.BurnIn * plan.Steps);
        ChainPlan chain = new(
            [Signs(), Numbers(1, Math.Max(1, plan.ExitWidth * Size(exit)), plan.Shares.Exit), Numbers(2, Math.Max(1, plan.BiasWidth * Losses.One * (1 << ExitShift(network, stage)) / _stage.BiasUnit), plan.Shares.Biases)],
            Schedule.Constant(plan.Lambda), burnIn, Math.Max(1, (plan.Steps - burnIn) / plan.Keep), plan.Keep);
        _chain = new Chain(_stage, chain, plan.Seed, 0);
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

    /// <summary>Bytes beyond the samples' maps, signs and labels: the chain's state and the draws.</summary>
    public long ExtraBytes => _stage.ExtraBytes + ((long)Plan.Keep * _stage.StateBytes);

    /// <summary>Share of the moves of a block that were taken: 0 signs, 1 exit, 2 biases; NaN before the first, or where a block is left as it is.</summary>
    public double Acceptance(int block) =>
        _chain.Plan.Blocks[block].Laws.Count == 0 ? double.NaN : _chain.Accepted(block, 0) / (double)_chain.Proposed(block, 0);

    /// <summary>Does up to a number of steps.</summary>
    public void Run(long steps)
    {
        for (long left = Math.Min(steps, Plan.Steps - _chain.Steps); left > 0; left--)
            _chain.Step();
    }

    /// <summary>The network with the weights as they are, without certificates.</summary>
    public NetworkDefinition Export() => _stage.Export();

    /// <summary>The network of a draw, 0 the oldest, without certificates.</summary>
    public NetworkDefinition Export(int draw) => _stage.Export(_chain.SampleState(draw));

    /// <summary>Writes the chain down.</summary>
    public void Save(Stream stream) => _chain.Save(stream);

    /// <summary>Goes on where a tuner of the same network, samples and plan was saved, as if it had never stopped.</summary>
    /// <exception cref="InvalidDataException">The file is damaged, or of another; this one is as it was.</exception>
    public void Load(Stream stream) => _chain.Load(stream);

    private BlockPlan Signs()
    {
        double odds = ExactMath.Log(Plan.Flips / (1 - Plan.Flips));
        return Plan.Shares.Signs == 0 ? BlockPlan.Fixed : new BlockPlan(
            _stage.RowLength(0), new SparseFlipPrior(_stage.Given, odds), [new LawShare(new BinLaw())], Plan.MovesPerVisit, Plan.Shares.Signs);
    }

    /// <summary>Integers under Student's prior around the shipped ones, moved by steps of half its width.</summary>
    private BlockPlan Numbers(int block, double width, double share) => share == 0 ? BlockPlan.Fixed : new BlockPlan(
        _stage.RowLength(block), new StudentPrior(1, width * width, 1, short.MaxValue, _stage.Given), [new LawShare(new StudentLaw(1, 0.5 * width, short.MaxValue))],
        Plan.MovesPerVisit, share);

    private static int ExitShift(Network network, int stage) => ((LinearExitDefinition)network.Definition.Stages[stage - 1].Exit).Shift;

    private static double Size(short[] weights) => Math.Sqrt(weights.Sum(weight => (double)weight * weight) / weights.Length);
}
