using Inference;
using Optimizers.Chains;
using Optimizers.Chains.Heads;
using Optimizers.Chains.Laws;
using Optimizers.Chains.Priors;
using Optimizers.Chains.Stages;
using Optimizers.Learning.Memory;

namespace Optimizers.Learning.Tuning;

/// <summary>
/// A sparse layer of floats with its shortcut, and an exit of averages and a dense layer. Weights stay as shipped but for few: those are born and die as changes,
/// change by heavy-tailed steps, or die to true zeros. Inputs are rounded to 16ths within ±7.94: what a sample is kept as.
/// </summary>
internal sealed class SparseEnd : StageEnd
{
    private const float One = 1 << SparseShape.InputBits;

    /// <summary>Finds it.</summary>
    /// <exception cref="ArgumentException">The stage ends otherwise.</exception>
    public SparseEnd(Network network, int stage)
        : base(network, stage, 2)
    {
        _ = new SparseShape(network, stage);
        Memory = new MemoryOptions(network.Hash, stage, network.Classes.Count, new MapPacking(MapLength, [0], 0));
    }

    /// <inheritdoc/>
    public override bool HasSigns => false;

    /// <inheritdoc/>
    public override MemoryOptions Memory { get; }

    /// <inheritdoc/>
    private protected override void Read(NetworkStep last, Workspace workspace, Span<short> map)
    {
        ReadOnlySpan<float> floats = last.Floats(workspace);
        for (int i = 0; i < map.Length; i++)
            map[i] = (short)Math.Clamp(MathF.Round(floats[i] * One), -SparseShape.MostInput, SparseShape.MostInput);
    }

    /// <inheritdoc/>
    private protected override ITunedRisk RiskOf(Network network, MapReader maps, ReadOnlySpan<byte> labels, int first, PartWeights weights) =>
        new SparseStage(network, Stage, maps, labels, LossKind.CrossEntropy, first, weights: weights);

    /// <inheritdoc/>
    private protected override IReadOnlyList<BlockPlan> Blocks(ITunedRisk risk, TunerPlan plan) =>
        [Changes(risk, 0, plan.Shares.Layer, plan), Changes(risk, 1, plan.Shares.Exit, plan), ExitBlocks.Biases(risk, plan)];

    private static BlockPlan Changes(ITunedRisk risk, int block, double share, TunerPlan plan)
    {
        if (share == 0)
            return BlockPlan.Fixed;
        // Units of a 32nd of the root mean square.
        double width = plan.ChangeWidth * SparseShape.UnitsOfSize;
        StudentSlab slab = new(1, width * width, 1, SparseShape.MostChange);
        SparseChangePrior prior = new((IChangeCentre)risk.Given, slab, SparseWeights.Dead, block == 0 ? plan.Flips : plan.ExitChanges, plan.Deaths);
        WeightGroups weights = WeightGroups.Single(risk.RowLength(block));
        // Steps from −127 reach what stands for a death, and back: symmetric.
        LawShare[] laws =
        [
            new(new BirthDeathLaw(weights, slab), 0.6),
            new(new StudentLaw(1, 0.25 * width, SparseShape.MostChange + 1, keepsZeros: true), 0.3),
            new(new ReviveLaw(SparseWeights.Dead), 0.1),
        ];
        return new BlockPlan(risk.RowLength(block), prior, laws, plan.MovesPerVisit, share);
    }
}
