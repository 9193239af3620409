using Inference;
using Inference.Format;
using Optimizers.Learning.Patches;
using Optimizers.Learning.Tuning;
using Optimizers.Tests.Chains.Residual;
using Optimizers.Tests.Chains.Sparse;

namespace Optimizers.Tests.Learning.Tuning;

/// <summary>A sparse stage near its shipped weights: few of them change, and it goes on as if never stopped.</summary>
public sealed class SparseTunerTests
{
    private static readonly Network Shipped = SomeSparse.Network(61);
    private static readonly byte[][] Pictures = SomeResidual.Pictures(Shipped, 60, 62);
    private static readonly short[] Maps = SomeSparse.Maps(Shipped, Pictures);
    private static readonly byte[] Labels = SomeResidual.Labels(60, 63);
    private static readonly TunerPlan Plan = new() { Steps = 6000, Keep = 5, Flips = 0.01, ExitChanges = 0.01, Deaths = 0.01, Shares = (0.6, 0.3, 0.1), Lambda = 10, Seed = 3 };

    [Fact]
    public void Its_risk_falls_few_weights_change_and_the_exported_network_loses_as_much()
    {
        StageTuner tuner = Make(Plan with { Steps = 30_000, Flips = 0.001, ExitChanges = 0.02 });
        tuner.Run(long.MaxValue);
        Assert.True(tuner.Risk < 0.95 * tuner.FirstRisk, $"from {tuner.FirstRisk} to {tuner.Risk}");
        int[] answers = new int[60], losses = new int[60];
        StageEnd.Of(Shipped, 1).Score(tuner.Export(), Maps, Labels, answers, losses);
        Assert.InRange(losses.Sum(loss => (long)loss), 0.95 * tuner.Risk, 1.05 * tuner.Risk);
        Assert.True(tuner.Acceptance(0) > 0 && tuner.Acceptance(1) > 0 && tuner.Acceptance(2) > 0, "a block never moved");
        Assert.InRange(Changed(tuner.Export()), 5, 150);
    }

    [Fact]
    public void What_it_learnt_is_a_patch()
    {
        StageTuner tuner = Make(Plan);
        tuner.Run(long.MaxValue);
        Patch patch = PatchDiff.Of(Shipped.Definition, tuner.Export());
        Assert.Equal(new Network(tuner.Export()).Hash, new Network(PatchDiff.Apply(Shipped.Definition, patch)).Hash);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2999)]
    [InlineData(4321)]
    public void Stopped_and_gone_on_it_ends_in_the_same_draws(int stop)
    {
        StageTuner whole = Make(Plan), stopped = Make(Plan), other = Make(Plan);
        whole.Run(long.MaxValue);
        stopped.Run(stop);
        using MemoryStream file = new();
        stopped.Save(file);
        file.Position = 0;
        other.Load(file);
        other.Run(long.MaxValue);
        Assert.Equal(new Network(whole.Export()).Hash, new Network(other.Export()).Hash);
        Assert.Equal(5, whole.Draws);
        for (int draw = 0; draw < whole.Draws; draw++)
            Assert.Equal(new Network(whole.Export(draw)).Hash, new Network(other.Export(draw)).Hash);
    }

    [Fact]
    public void Steps_allocate_nothing()
    {
        StageTuner tuner = Make(Plan);
        tuner.Run(500);
        long before = GC.GetAllocatedBytesForCurrentThread();
        tuner.Run(5000);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void Maps_come_out_of_the_packing_as_they_were_and_within_a_step_of_the_engines_floats()
    {
        StageEnd end = StageEnd.Of(Shipped, 1);
        short[] map = Maps[..end.MapLength], back = new short[map.Length];
        end.Memory.Packing.Unpack(end.Memory.Packing.Pack(map), back);
        Assert.Equal(map, back);
        Workspace workspace = Shipped.CreateWorkspace();
        Shipped.Load(Pictures[0], workspace);
        NetworkStep[] steps = [.. Shipped.Steps().Take(3)];
        foreach (NetworkStep step in steps)
            step.Run(workspace);
        float[] floats = steps[^1].Floats(workspace).ToArray();
        Assert.True(floats.Max() > 0.5, "the map is empty");
        Assert.All(floats.Zip(map), pair => Assert.InRange(pair.Second / 16.0, Math.Min(pair.First, 7.9375) - 0.03126, pair.First + 0.03126));
    }

    [Fact]
    public void Stages_that_end_otherwise_are_refused()
    {
        StageDefinition stage = Shipped.Definition.Stages[0];
        AddDefinition add = (AddDefinition)stage.Layers[^1];
        SparseFloatConvDefinition layer = (SparseFloatConvDefinition)stage.Layers[^2];
        Assert.Contains("an add of what it reads", Refused(stage with { Layers = [.. stage.Layers.SkipLast(1), add with { Activation = ActivationKind.None }] }), StringComparison.Ordinal);
        BranchExitDefinition exit = (BranchExitDefinition)stage.Exit;
        WindowPoolDefinition largest = (WindowPoolDefinition)exit.Layers[0] with { Kind = PoolKind.Max };
        Assert.Contains("found another exit", Refused(stage with { Exit = exit with { Layers = [largest, .. exit.Layers.Skip(1)] } }), StringComparison.Ordinal);
        SparseFloatConvDefinition huge = layer with { Weights = [.. layer.Weights.Select(weight => weight * 1000)] };
        Assert.Contains("fit 32 bits", Refused(stage with { Layers = [.. stage.Layers.SkipLast(2), huge, add] }), StringComparison.Ordinal);
    }

    private static string Refused(StageDefinition stage) =>
        Assert.Throws<ArgumentException>(() => StageEnd.Of(new Network(Shipped.Definition with { Stages = [stage] }), 1)).Message;

    private static StageTuner Make(TunerPlan plan) => StageEnd.Of(Shipped, 1).Begin(Maps, Labels, plan);

    private static int Changed(NetworkDefinition tuned)
    {
        static float[] Of(NetworkDefinition network) =>
            [.. ((SparseFloatConvDefinition)network.Stages[0].Layers[^2]).Weights, .. ((FloatConvDefinition)((BranchExitDefinition)network.Stages[0].Exit).Layers[^1]).Weights];
        return Of(Shipped.Definition).Zip(Of(tuned)).Count(pair => pair.First != pair.Second);
    }
}
