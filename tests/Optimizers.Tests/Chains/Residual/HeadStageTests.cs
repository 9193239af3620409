using Inference;
using Inference.Format;
using Optimizers.Chains.Heads;
using Optimizers.Chains.Stages;

namespace Optimizers.Tests.Chains.Residual;

public sealed class HeadStageTests
{
    private const int Features = 17;
    private const int Samples = 90;
    private const int BiasUnit = 100_000;

    [Theory]
    [InlineData(300, 3000, 0)]
    [InlineData(32767, 32767, 9)]
    public void Logits_and_risk_stay_those_of_the_definition(int feature, int weight, int shift)
    {
        short[] features = Shorts(Samples * Features, 1, feature), weights = Shorts(SomeResidual.Classes * Features, 2, weight);
        byte[] labels = SomeResidual.Labels(Samples, 3);
        int[] biases = [5000, -70000, 123];
        foreach (LossKind loss in Enum.GetValues<LossKind>())
        {
            HeadStage fast = new(features, labels, weights, biases, shift, BiasUnit, loss, 40);
            HeadStage plain = new(features, labels, weights, biases, shift, BiasUnit, loss, 40, isPlain: true);
            SplitMix random = new(4);
            Move move = SomeResidual.Move(fast);
            for (int i = 0; i < 3000; i++)
            {
                (int block, int unit) = SomeResidual.Visit(ref random, fast);
                plain.Visit(block, unit);
                SomeResidual.Fill(ref random, fast, move, block, unit);
                for (int part = 0; part < 2; part++)
                    Assert.Equal(plain.Evaluate(move, part, long.MaxValue), fast.Evaluate(move, part, long.MaxValue));
                if (!random.Chance(0.5))
                    continue;
                fast.Commit();
                plain.Commit();
            }

            int[] logits = [.. Enumerable.Range(0, Samples).SelectMany(sample => Enumerable.Range(0, 3).Select(k => Logit(fast, features, biases, sample, k, shift)))];
            int[] own = new int[3];
            for (int sample = 0; sample < Samples; sample++)
            {
                fast.CopyLogits(sample, own);
                Assert.Equal(logits[(sample * 3)..((sample * 3) + 3)], own);
            }

            Assert.Equal(SomeResidual.Risk(logits, labels, loss), SomeResidual.Risk(fast));
        }
    }

    [Fact]
    public void It_is_the_end_of_a_residual_stage_whose_layer_stays()
    {
        Network network = SomeResidual.Network(5, grid: 1, times: 2);
        byte[][] pictures = SomeResidual.Pictures(network, 50, 6);
        Workspace workspace = network.CreateWorkspace();
        List<short> features = [];
        foreach (byte[] picture in pictures)
        {
            network.RunTo(picture, workspace, 1);
            features.AddRange(workspace.Features);
        }

        LinearExitDefinition exit = (LinearExitDefinition)network.Definition.Stages[0].Exit;
        HeadStage head = new([.. features], SomeResidual.Labels(50, 5), exit.Weights, exit.Biases, exit.Shift, 1, LossKind.CrossEntropy);
        ResidualStage stage = SomeResidual.Stage(network, pictures);
        Assert.Equal(stage.RiskOf(0), head.RiskOf(0));
        Move move = new(1);
        for (int k = 0; k < 3; k++)
        {
            for (int unit = 0; unit < 24; unit++)
            {
                head.Visit(0, k);
                stage.Visit(1, unit);
                Assert.Equal(head.Row[unit], stage.Row[k]);
                move.Begin(0, k);
                move.Add(unit, (short)(head.Row[unit] + 50));
                long change = head.Evaluate(move, 0, long.MaxValue);
                move.Begin(1, unit);
                move.Add(k, (short)(stage.Row[k] + 50));
                Assert.Equal(change, stage.Evaluate(move, 0, long.MaxValue));
            }
        }
    }

    private static int Logit(HeadStage stage, short[] features, int[] biases, int sample, int k, int shift)
    {
        long sum = biases[k] + ((long)stage.BiasSteps(k) * BiasUnit);
        for (int j = 0; j < Features; j++)
            sum += stage.Weights(k)[j] * features[(sample * Features) + j];
        return (int)Math.Clamp(sum >> shift, int.MinValue, int.MaxValue);
    }

    private static short[] Shorts(int count, ulong seed, int size)
    {
        SplitMix random = new(seed);
        short[] values = new short[count];
        for (int i = 0; i < count; i++)
            values[i] = (short)(random.Next((2 * size) + 1) - size);
        return values;
    }
}
