using Inference;
using Inference.Format;
using Optimizers.Chains.Heads;
using Optimizers.Chains.Stages;
using Optimizers.Learning.Tuning;
using Optimizers.Tests.Chains.Residual;

namespace Optimizers.Tests.Learning.Tuning;

/// <summary>A shipped stage near its weights: what it learns, that it keeps to the prior, and that it goes on as if never stopped.</summary>
public sealed class StageTunerTests
{
    private static readonly Network Shipped = SomeResidual.Network(61);
    private static readonly byte[][] Pictures = SomeResidual.Pictures(Shipped, 60, 62);
    private static readonly short[] Maps = StageMaps.BeforeLast(Shipped, 1, Pictures);
    private static readonly byte[] Labels = SomeResidual.Labels(60, 63);
    private static readonly TunerPlan Plan = new() { Steps = 6000, Keep = 5, Flips = 0.01, ExitWidth = 0.1, Shares = (0.6, 0.3, 0.1), Seed = 3 };

    [Fact]
    public void Its_risk_falls_and_is_what_the_engine_of_the_exported_network_loses()
    {
        StageTuner tuner = Done(Plan with { Steps = 20_000, Flips = 0.1, ExitWidth = 2, BiasWidth = 2, Lambda = 20 });
        Assert.True(tuner.Risk < 0.9 * tuner.FirstRisk, $"from {tuner.FirstRisk} to {tuner.Risk}");
        Assert.Equal(tuner.Risk, EngineRisk(tuner.Export()));
        Assert.Equal(5, tuner.Draws);
        Assert.Equal(tuner.FirstRisk, EngineRisk(Shipped.Definition));
        Assert.All(Enumerable.Range(0, 5), draw => Assert.True(EngineRisk(tuner.Export(draw)) < tuner.FirstRisk));
    }

    [Fact]
    public void A_prior_that_allows_next_to_nothing_changes_next_to_nothing()
    {
        StageTuner tuner = Done(Plan with { Flips = 1e-9, ExitWidth = 1e-9, Shares = (0.5, 0, 0.5), BiasWidth = 1e-6, Lambda = 0.01 });
        StageDefinition before = Shipped.Definition.Stages[0], after = tuner.Export().Stages[0];
        Assert.Equal(((BinaryResidualDefinition)before.Layers[^1]).Weights, ((BinaryResidualDefinition)after.Layers[^1]).Weights);
        Assert.Equal(((LinearExitDefinition)before.Exit).Weights, ((LinearExitDefinition)after.Exit).Weights);
    }

    [Fact]
    public void What_it_exports_carries_the_anchors_of_the_shipped_network()
    {
        using AnchorWriter writer = new(Shipped.Input, Shipped.Classes.Count);
        writer.Add(Pictures[0], 0);
        Network anchored = new(Shipped.Definition with { Anchors = writer.Finish() });
        StageTuner tuner = StageEnd.Of(anchored, 1).Begin(Maps, Labels, Plan with { Steps = 20 });
        tuner.Run(20);
        Assert.Same(anchored.Definition.Anchors, tuner.Export().Anchors);
        Assert.Same(anchored.Definition.Anchors, tuner.Export(0).Anchors);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2999)]
    [InlineData(4321)]
    public void Stopped_and_gone_on_it_ends_in_the_same_draws(int stop)
    {
        StageTuner whole = Done(Plan), stopped = Make(Plan), other = Make(Plan);
        stopped.Run(stop);
        using MemoryStream file = new();
        stopped.Save(file);
        file.Position = 0;
        other.Load(file);
        other.Run(long.MaxValue);
        Assert.Equal(new Network(whole.Export()).Hash, new Network(other.Export()).Hash);
        for (int draw = 0; draw < whole.Draws; draw++)
            Assert.Equal(new Network(whole.Export(draw)).Hash, new Network(other.Export(draw)).Hash);
    }

    [Fact]
    public void Steps_allocate_nothing()
    {
        // A whole chain first: what is made once for all chains, on the first move of a kind, is no step's.
        Done(Plan);
        StageTuner tuner = Make(Plan);
        tuner.Run(500);
        long before = GC.GetAllocatedBytesForCurrentThread();
        tuner.Run(5000);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void Numbers_that_make_no_plan_are_refused_by_name()
    {
        Assert.Contains("flips: found 0.5", Refused(Plan with { Flips = 0.5 }), StringComparison.Ordinal);
        Assert.Contains("λ: found 0", Refused(Plan with { Lambda = 0 }), StringComparison.Ordinal);
        Assert.Contains("draws kept: found 0", Refused(Plan with { Keep = 0 }), StringComparison.Ordinal);
        Assert.Contains("burn-in: found 1", Refused(Plan with { BurnIn = 1 }), StringComparison.Ordinal);
    }

    private static string Refused(TunerPlan plan) => Assert.Throws<ArgumentException>(() => Make(plan)).Message;

    private static StageTuner Make(TunerPlan plan) => StageEnd.Of(Shipped, 1).Begin(Maps, Labels, plan);

    private static StageTuner Done(TunerPlan plan)
    {
        StageTuner tuner = Make(plan);
        tuner.Run(long.MaxValue);
        return tuner;
    }

    private static long EngineRisk(NetworkDefinition definition)
    {
        int[] logits = SomeResidual.EngineLogits(definition, Pictures);
        return Enumerable.Range(0, Labels.Length).Sum(i => (long)Losses.Of(LossKind.CrossEntropy, logits.AsSpan(i * SomeResidual.Classes, SomeResidual.Classes), Labels[i], 1));
    }
}
