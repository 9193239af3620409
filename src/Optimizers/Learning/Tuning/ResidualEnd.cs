using Inference;
using Inference.Format;
using Optimizers.Chains;
using Optimizers.Chains.Heads;
using Optimizers.Chains.Laws;
using Optimizers.Chains.Priors;
using Optimizers.Chains.Stages;
using Optimizers.Learning.Memory;

namespace Optimizers.Learning.Tuning;

/// <summary>A layer of signs and a linear exit. Signs move by flips under a sparse-flip prior, the exit's integers and biases by heavy-tailed steps under Student's.</summary>
internal sealed class ResidualEnd(Network network, int stage) : StageEnd(network, stage, 1)
{
    /// <inheritdoc/>
    public override bool HasSigns => true;

    /// <inheritdoc/>
    public override MemoryOptions Memory { get; } = MemoryOptions.Of(network, stage);

    /// <inheritdoc/>
    private protected override void Read(NetworkStep last, Workspace workspace, Span<short> map) => last.Values(workspace)[..map.Length].CopyTo(map);

    /// <inheritdoc/>
    private protected override ITunedRisk RiskOf(Network network, MapReader maps, ReadOnlySpan<byte> labels, int first, PartWeights weights) =>
        new ResidualStage(network, Stage, maps, labels, LossKind.CrossEntropy, first, weights: weights);

    /// <inheritdoc/>
    private protected override IReadOnlyList<BlockPlan> Blocks(ITunedRisk risk, TunerPlan plan)
    {
        double odds = ExactMath.Log(plan.Flips / (1 - plan.Flips));
        BlockPlan signs = plan.Shares.Layer == 0 ? BlockPlan.Fixed : new BlockPlan(
            risk.RowLength(0), new SparseFlipPrior(risk.Given, odds), [new LawShare(new BinLaw())], plan.MovesPerVisit, plan.Shares.Layer);
        return [signs, ExitBlocks.Weights(risk, ((LinearExitDefinition)Network.Definition.Stages[Stage - 1].Exit).Weights, plan), ExitBlocks.Biases(risk, plan)];
    }
}
