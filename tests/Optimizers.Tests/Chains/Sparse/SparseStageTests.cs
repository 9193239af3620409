using Inference;
using Inference.Format;
using Optimizers.Chains.Heads;
using Optimizers.Chains.Stages;
using Optimizers.Learning.Tuning;
using Optimizers.Tests.Chains.Residual;

namespace Optimizers.Tests.Chains.Sparse;

/// <summary>The integers of a sparse stage: vectors against the definition, and both against the engine's floats.</summary>
public sealed class SparseStageTests
{
    /// <summary>Channels, kernel, cell, fill, size: rows of unlike length, one tap, outputs that are clamped, weights that fill few bits.</summary>
    public static TheoryData<int, int, int, double, float> Shapes => new()
    {
        { 8, 3, 4, 0.3, 0.4f },
        { 12, 3, 2, 0.1, 0.05f },
        { 8, 1, 8, 0.6, 3f },
        { 8, 3, 1, 0.5, 30f },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Vectors_do_what_the_definition_does(int channels, int kernel, int cell, double fill, float size)
    {
        Network network = SomeSparse.Network(4, channels, kernel, cell, fill, size);
        byte[][] pictures = SomeResidual.Pictures(network, 20, 5);
        foreach (LossKind loss in channels > 8 ? [LossKind.CrossEntropy] : Enum.GetValues<LossKind>())
        {
            SparseStage fast = SomeSparse.Stage(network, pictures, loss, 3), plain = SomeSparse.Stage(network, pictures, loss, 3, isPlain: true);
            SplitMix random = new(6);
            Move move = SomeResidual.Move(fast);
            for (int visit = 0; visit < 12; visit++)
            {
                (int block, int unit) = SomeResidual.Visit(ref random, fast);
                plain.Visit(block, unit);
                Assert.Equal(plain.Row, fast.Row);
                for (int i = 0; i < 4; i++)
                {
                    SomeSparse.Fill(ref random, fast, move, block, unit);
                    for (int part = 0; part < 2; part++)
                        Assert.Equal(plain.Evaluate(move, part, long.MaxValue), fast.Evaluate(move, part, long.MaxValue));
                    if (random.Chance(0.5))
                    {
                        fast.Commit();
                        plain.Commit();
                    }
                }
            }

            Assert.Equal(SomeSparse.Logits(plain), SomeSparse.Logits(fast));
        }
    }

    [Fact]
    public void Many_moves_leave_no_drift_and_a_state_brings_them_back()
    {
        Network network = SomeSparse.Network(7);
        byte[][] pictures = SomeResidual.Pictures(network, 60, 8);
        SparseStage stage = SomeSparse.Stage(network, pictures);
        int[] shipped = SomeSparse.Logits(stage);
        byte[] first = new byte[stage.StateBytes], state = new byte[stage.StateBytes];
        stage.CopyState(first);
        SomeSparse.Walk(stage, 9, 10_000);
        stage.CopyState(state);
        int[] moved = SomeSparse.Logits(stage);
        SparseStage plain = SomeSparse.Stage(network, pictures, isPlain: true);
        plain.SetState(state);
        Assert.Equal(moved, SomeSparse.Logits(plain));
        Assert.Equal(stage.RiskOf(0), plain.RiskOf(0));
        stage.SetState(first);
        Assert.Equal(shipped, SomeSparse.Logits(stage));
    }

    [Fact]
    public void What_is_exported_answers_as_the_integers_do()
    {
        Network network = SomeSparse.Network(10);
        byte[][] pictures = SomeResidual.Pictures(network, 300, 11);
        SparseStage stage = SomeSparse.Stage(network, pictures);
        AssertNear(SomeResidual.EngineLogits(network.Definition, pictures), SomeSparse.Logits(stage));
        // Each weight may be another, by up to four times what weights are.
        SomeSparse.Walk(stage, 12, 300);
        AssertNear(SomeResidual.EngineLogits(stage.Export(), pictures), SomeSparse.Logits(stage));
    }

    [Fact]
    public void Weights_that_are_not_changed_are_exported_bit_for_bit_and_deaths_as_zeros()
    {
        Network network = SomeSparse.Network(13);
        SparseStage stage = SomeSparse.Stage(network, SomeResidual.Pictures(network, 3, 14));
        Assert.Equal(network.Hash, new Network(stage.Export()).Hash);
        SparseFloatConvDefinition shipped = (SparseFloatConvDefinition)network.Definition.Stages[0].Layers[^2];
        int index = Enumerable.Range(0, stage.RowLength(0)).First(i => shipped.Weights[i * 4] != 0);
        Move move = new(1);
        move.Begin(0, 0);
        move.Add(index, SparseWeights.Dead);
        stage.Evaluate(move, 0, long.MaxValue);
        stage.Commit();
        float[] weights = ((SparseFloatConvDefinition)stage.Export().Stages[0].Layers[^2]).Weights;
        Assert.Equal(0, weights[index * 4]);
        Assert.Equal(1, shipped.Weights.Zip(weights).Count(pair => pair.First != pair.Second));
    }

    [Fact]
    public void Of_the_shipped_sparse_network_nearly_all_answers_are_those_of_the_engine()
    {
        Network network = Network.Read(Path.Combine(SomeResidual.Root(), "models/lookout-sparse.safetensors"));
        byte[][] pictures = SomeResidual.Pictures(network, 200, 8);
        int[] answers = new int[200], losses = new int[200];
        StageEnd.Of(network, 3).Score(network.Definition, SomeSparse.Maps(network, pictures), SomeResidual.Labels(200, 5), answers, losses);
        Workspace workspace = network.CreateWorkspace();
        // Such pictures are none that the network was trained on: many lie at the edge between two classes.
        Assert.InRange(pictures.Where((picture, i) => network.RunTo(picture, workspace, 3).Class != answers[i]).Count(), 0, 6);
    }

    private static void AssertNear(int[] engine, int[] integers)
    {
        double most = 0, sum = 0;
        for (int i = 0; i < engine.Length; i++)
        {
            double gap = (engine[i] - integers[i]) / 65536.0;
            most = Math.Max(most, Math.Abs(gap));
            sum += gap * gap;
        }

        Assert.True(most < 0.5 && Math.Sqrt(sum / engine.Length) < 0.1, $"found logits up to {most} nats away, {Math.Sqrt(sum / engine.Length)} in the mean");
        int changed = Enumerable.Range(0, engine.Length / 3).Count(i => Best(engine, i) != Best(integers, i));
        Assert.InRange(changed, 0, engine.Length / 3 / 50);
    }

    private static int Best(int[] logits, int sample) => Enumerable.Range(0, 3).MaxBy(k => logits[(sample * 3) + k]);
}
