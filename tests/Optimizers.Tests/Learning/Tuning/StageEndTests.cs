using Inference;
using Inference.Format;
using Optimizers.Chains.Heads;
using Optimizers.Chains.Stages;
using Optimizers.Learning.Tuning;
using Optimizers.Tests.Chains.Residual;

namespace Optimizers.Tests.Learning.Tuning;

/// <summary>What the end of a stage reads, and what it says of networks with the same trunk.</summary>
public sealed class StageEndTests
{
    private static readonly Network Shipped = SomeResidual.Network(71);
    private static readonly byte[][] Pictures = SomeResidual.Pictures(Shipped, 150, 72);
    private static readonly byte[] Labels = SomeResidual.Labels(150, 73);
    private static readonly StageEnd End = StageEnd.Of(Shipped, 1);

    [Fact]
    public void Maps_are_those_that_the_last_layer_reads()
    {
        Assert.Equal(StageMaps.BeforeLast(Shipped, 1, Pictures), Maps());
        Assert.Equal(End.MapLength, End.Memory.Packing.Length);
    }

    [Fact]
    public void A_map_allocates_nothing()
    {
        Workspace workspace = Shipped.CreateWorkspace();
        short[] map = new short[End.MapLength];
        End.Map(Pictures[0], workspace, map);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 20; i++)
            End.Map(Pictures[i], workspace, map);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void Answers_and_losses_are_those_of_the_engine_for_the_shipped_network_and_for_a_tuned_one()
    {
        short[] maps = Maps();
        StageTuner tuner = End.Begin(maps, Labels, new TunerPlan { Steps = 4000, Flips = 0.1, ExitWidth = 1, Lambda = 20, Shares = (0.6, 0.3, 0.1) });
        tuner.Run(long.MaxValue);
        int[] shipped = Answers(Shipped.Definition, maps), tuned = Answers(tuner.Export(), maps);
        Assert.NotEqual(shipped, tuned);
    }

    [Fact]
    public void Stages_and_plans_that_cannot_be_tuned_are_refused()
    {
        Assert.Contains("stage 2 of some: found 1 stages", Assert.Throws<ArgumentException>(() => StageEnd.Of(Shipped, 2)).Message, StringComparison.Ordinal);
        StageDefinition stage = Shipped.Definition.Stages[0];
        Network two = new(Shipped.Definition with { Stages = [stage, new StageDefinition([stage.Layers[^1]], stage.Exit)] });
        StageEnd first = StageEnd.Of(two, 1);
        Assert.Contains("expected the last stage", Assert.Throws<ArgumentException>(() => first.Check(new TunerPlan())).Message, StringComparison.Ordinal);
        first.Check(new TunerPlan { Shares = (0, 1, 0) });
        Assert.Throws<ArgumentException>(() => End.Begin(new short[End.MapLength], new byte[2], new TunerPlan()));
    }

    private static int[] Answers(NetworkDefinition definition, short[] maps)
    {
        int[] answers = new int[Labels.Length], losses = new int[Labels.Length];
        End.Score(definition, maps, Labels, answers, losses);
        Network network = new(definition);
        Workspace workspace = network.CreateWorkspace();
        Assert.Equal(Pictures.Select(picture => network.RunTo(picture, workspace, 1).Class), answers);
        int[] logits = SomeResidual.EngineLogits(definition, Pictures);
        Assert.Equal(Labels.Select((label, i) => Losses.Of(LossKind.CrossEntropy, logits.AsSpan(i * SomeResidual.Classes, SomeResidual.Classes), label, 1)), losses);
        return answers;
    }

    private static short[] Maps()
    {
        short[] maps = new short[Pictures.Length * End.MapLength];
        Workspace workspace = Shipped.CreateWorkspace();
        for (int i = 0; i < Pictures.Length; i++)
            End.Map(Pictures[i], workspace, maps.AsSpan(i * End.MapLength, End.MapLength));
        return maps;
    }
}
