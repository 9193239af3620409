using Inference;
using Optimizers.Chains;
using Optimizers.Chains.Heads;
using Optimizers.Chains.Laws;
using Optimizers.Chains.Priors;
using Optimizers.Chains.Stages;

namespace Optimizers.Tests.Chains.Residual;

/// <summary>Chains on ends of stages and on exits alone: signs near the given ones, weights and biases by heavy-tailed steps.</summary>
internal static class SomeHeads
{
    public static readonly Network Network = SomeResidual.Network(51, channels: 6);
    private static readonly byte[][] Pictures = SomeResidual.Pictures(Network, 40, 52);

    public static ResidualStage Residual(Network? network = null, byte[][]? pictures = null, int first = 15, bool isPlain = false) =>
        SomeResidual.Stage(network ?? Network, pictures ?? Pictures, first: first, isPlain: isPlain);

    public static HeadStage Head(ulong seed = 53, int first = 15, bool isPlain = false)
    {
        const int samples = 40, features = 9;
        SplitMix random = new(seed);
        short[] values = new short[(samples + SomeResidual.Classes) * features];
        foreach (ref short value in values.AsSpan())
            value = (short)(random.Next(6001) - 3000);
        return new HeadStage(
            values.AsSpan(SomeResidual.Classes * features), SomeResidual.Labels(samples, 5), values.AsSpan(0, SomeResidual.Classes * features), [5000, -7000, 12], 8, 1 << 15, LossKind.CrossEntropy, first, isPlain);
    }

    public static Chain Chain(ResidualStage stage, ulong seed = 54, uint number = 2, long burnIn = 300) => new(
        stage,
        Plan([new BlockPlan(stage.RowLength(0), new SparseFlipPrior(stage.Given, -0.3), [new LawShare(new BinLaw(), 2, 2, 8), new LawShare(new BinLaw())], 5, 3), .. Exit(stage, 1)], burnIn),
        seed,
        number);

    public static Chain Chain(HeadStage stage) => new(stage, Plan(Exit(stage, 0), 300), 55, 1);

    /// <summary>All that a chain has come to.</summary>
    public static byte[] Bytes(Chain chain)
    {
        using MemoryStream file = new();
        chain.Save(file);
        return file.ToArray();
    }

    public static void Run(Chain chain, int steps)
    {
        for (int i = 0; i < steps; i++)
            chain.Step();
    }

    private static BlockPlan[] Exit(IRisk risk, int block) =>
    [
        new(risk.RowLength(block), new StudentPrior(1, 1e6, 1, 5000), [new LawShare(new StudentLaw(1, 100, 5000), 1, 2, 5)], 4, 2),
        new(risk.RowLength(block + 1), new StudentPrior(1, 100, 1, 2000), [new LawShare(new StudentLaw(1, 5, 2000))], 3),
    ];

    private static ChainPlan Plan(IReadOnlyList<BlockPlan> blocks, long burnIn) => new(blocks, Schedule.Annealing(0.05, 0.5, 300), burnIn, 40, 4);
}
