using System.Diagnostics;
using Inference;
using Optimizers.Chains;
using Optimizers.Chains.Laws;
using Optimizers.Chains.Priors;
using Optimizers.Chains.Stages;
using Optimizers.Chains.Stages.Sliced;

namespace Optimizers.Tests.Chains;

/// <summary>The figures of docs/chains.md: which laws and ways of acceptance pay, on MNIST, by processor time. Minutes long; run only when asked for.</summary>
public sealed class LawFigures(ITestOutputHelper output)
{
    private static readonly StageShape Dense = new(false, [new LayerShape(1, 1, 784, 1, 1, 256)], 1, 10, 6144);
    private static readonly StageShape Convolution = new(false, [new LayerShape(28, 28, 1, 5, 1, 32, true)], 2, 10, 256);

    /// <summary>784-256-10 over 10,000 digits: from one state, reached by flips drawn blindly, each law for the same seconds.</summary>
    [Theory(Explicit = true)]
    [InlineData(1, 0)]
    [InlineData(1, 6)]
    [InlineData(30, 0)]
    [InlineData(30, 6)]
    public void Laws(double lambda, double warmUp)
    {
        StagePlan plan = Plan(Dense, 10_000);
        if (warmUp > 0)
            plan = plan with { Weights = Run("warm-up", plan, lambda, warmUp, new BinLaw(), 200) };
        Run("bin", plan, lambda, 2, new BinLaw(), 200);
        Run("informed", plan, lambda, 2, new InformedLaw(785, Balance.Barker), 200);
        Run("rejection-free, 200", plan, lambda, 2, new RejectionFreeLaw(785), 1, 200);
        Run("rejection-free, 2000", plan, lambda, 2, new RejectionFreeLaw(785), 1, 2000);
    }

    /// <summary>784-256-10 over 60,000 digits, single flips of the layer or of the exit from random weights.</summary>
    [Theory(Explicit = true)]
    [InlineData(0)]
    [InlineData(1)]
    public void Minibatches(int block)
    {
        StagePlan plan = Plan(Dense, 60_000);
        foreach (double lambda in new[] { 1, 0.01, 0.001, 0.0001 })
        {
            foreach (double chi in new[] { 0, 0.1 })
            {
                IStageRisk risk = StageRisk.Of(plan);
                Chain chain = new(risk, Blocks(risk.Shape, lambda, new BinLaw(), 200, 1, block) with { Batches = chi }, 1, 0);
                Time(chain, chi == 0 ? "whole" : $"χ {chi}", risk.Samples, 0.4);
            }
        }
    }

    /// <summary>A pooled 5 × 5 convolution of 32 channels over 5,000 digits, from one state; a first part of the memory has a test of its own.</summary>
    [Theory(Explicit = true)]
    [InlineData(0.1)]
    [InlineData(1)]
    public void Delays(double lambda)
    {
        StagePlan plan = Plan(Convolution, 5_120);
        plan = plan with { Weights = Run("warm-up", plan, lambda, 4, new BinLaw(), 200) };
        foreach (int first in new[] { 0, 256, 1280 })
            Run($"first {first}", plan with { First = first }, lambda, 2, new BinLaw(), 200);
    }

    private StageWeights Run(string name, StagePlan plan, double lambda, double seconds, ITransition law, int moves, int size = 1)
    {
        IStageRisk risk = StageRisk.Of(plan);
        Chain chain = new(risk, Blocks(risk.Shape, lambda, law, moves, size, -1), 1, 0);
        Time(chain, name, risk.Samples, seconds);
        return chain.Weights;
    }

    private void Time(Chain chain, string name, int samples, double seconds)
    {
        double each = 1 / 65536.0 / samples, from = chain.Risk * each;
        TimeSpan begun = Now(), spent = default;
        for (int slice = 1; spent.TotalSeconds < seconds; spent = Now() - begun)
        {
            for (int i = 0; i < slice; i++)
                chain.Step();
            // The clock costs more than a step.
            slice = spent.TotalSeconds < seconds / 10 ? Math.Min(slice * 2, 200) : slice;
        }

        long accepted = chain.Accepted(0, 0) + chain.Accepted(1, 0);
        output.WriteLine(
            $"λ {chain.Lambda}, {name}: loss {from:0.0000} to {chain.Risk * each:0.0000} in {spent.TotalSeconds:0.0} s, {chain.Steps / spent.TotalSeconds:0} steps/s, "
            + $"{accepted / spent.TotalSeconds:0} accepted/s, {(double)chain.Looked / chain.Steps:0} looked at a step");
    }

    private static TimeSpan Now()
    {
        using Process own = Process.GetCurrentProcess();
        return own.TotalProcessorTime;
    }

    private static ChainPlan Blocks(StageShape shape, double lambda, ITransition law, int moves, int size, int only) => new(
        [
            new BlockPlan(shape.Row(0), new UniformPrior(), [new LawShare(law, 1, size)], moves, only == 1 ? 0 : 0.9),
            new BlockPlan(shape.Row(1), new UniformPrior(), [new LawShare(new BinLaw())], 20, only == 0 ? 0 : 0.1),
        ],
        Schedule.Constant(lambda));

    private static StagePlan Plan(StageShape shape, int samples)
    {
        byte[] pixels = SomeDigits.Images("train", samples);
        SplitMix random = new(1);
        StageWeights weights = new(shape);
        for (int block = 0; block < 2; block++)
        {
            foreach (ref short weight in weights.Block(block))
                weight = (short)(random.Chance(0.5) ? 1 : -1);
        }

        return new StagePlan(weights, [.. pixels.Select(pixel => (sbyte)(pixel < 128 ? -1 : 1))], SomeDigits.Labels("train", samples));
    }
}
