using Inference;
using Optimizers.Chains.Stages;
using Optimizers.Chains.Towers;

namespace Optimizers.Tests.Chains.Towers;

public sealed class TowerRiskTests
{
    /// <summary>Widths of less than a word, a word and more; the large inputs saturate.</summary>
    [Theory]
    [InlineData(3, 4, 6, LossKind.CrossEntropy)]
    [InlineData(64, 3, 60, LossKind.CrossEntropy)]
    [InlineData(70, 500, 32_700, LossKind.Hinge)]
    [InlineData(70, 3, 40, LossKind.ZeroOne)]
    public void What_is_kept_is_what_the_definition_gives_after_any_moves(int width, int gate, int reach, LossKind loss)
    {
        TowerShape shape = new(width, 3, 4, Math.Min(gate, short.MaxValue / width), 3000);
        SplitMix random = new((ulong)width);
        short[] inputs = SomeTowers.Inputs(shape, 12, reach, ref random);
        byte[] labels = SomeTowers.Labels(shape, 12, ref random);
        TowerRisk risk = new(SomeTowers.Tower(shape, 2, ref random), inputs, labels, loss);
        int turned = 0;
        for (int move = 0; move < 400; move++)
        {
            long before = risk.Risk;
            long change = Try(risk, ref random);
            Assert.Equal(SomeTowers.Risk(risk.Tower, inputs, labels, loss), risk.Risk);
            Assert.Equal(before + change, risk.Risk);
            turned += change != 0 ? 1 : 0;
        }

        Assert.True(turned > 50, $"{turned} moves changed the risk");
    }

    [Fact]
    public void A_limit_is_passed_only_where_the_change_passes_it()
    {
        TowerShape shape = new(16, 3, 3, 3, 3000);
        SplitMix random = new(5);
        short[] inputs = SomeTowers.Inputs(shape, 30, 20, ref random);
        TowerRisk risk = new(SomeTowers.Tower(shape, 3, ref random), inputs, SomeTowers.Labels(shape, 30, ref random), LossKind.CrossEntropy);
        risk.EvaluateGate(0, 2);
        risk.Commit();
        for (int i = 0; i < 300; i++)
        {
            ulong[] flips = [1UL << random.Next(16)];
            int layer = random.Next(4), row = random.Next(layer == 3 ? 3 : 16);
            long limit = random.Next(2 * Losses.One) - Losses.One;
            long whole = layer == 3 ? risk.EvaluateExit(row, flips) : risk.EvaluateRow(layer, row, flips);
            long found = layer == 3 ? risk.EvaluateExit(row, flips, limit) : risk.EvaluateRow(layer, row, flips, limit);
            Assert.True(whole <= limit ? found == whole : found > limit, $"change {whole}, limit {limit}, found {found}");
        }
    }

    [Fact]
    public void A_layer_that_is_awake_cannot_be_taken_away()
    {
        TowerShape shape = new(4, 2, 2, 1, 256);
        TowerRisk risk = new(new Tower(shape), new short[4], [0], LossKind.CrossEntropy);
        risk.Insert(0, new ulong[4]);
        risk.EvaluateGate(0, 1);
        risk.Commit();
        Assert.Contains("gate of 1", Assert.Throws<InvalidOperationException>(() => risk.Remove(0)).Message);
    }

    private static long Try(TowerRisk risk, ref SplitMix random)
    {
        Tower tower = risk.Tower;
        TowerShape shape = tower.Shape;
        ulong[] flips = SomeTowers.Signs(shape, 1, ref random);
        int layer = random.Next(Math.Max(1, tower.Layers));
        long change = 0;
        switch (random.Next(5))
        {
            case 0 when tower.Layers < shape.MostLayers:
                risk.Insert(random.Next(tower.Layers + 1), SomeTowers.Signs(shape, shape.Width, ref random));
                return 0;
            case 1 when tower.Layers > 0 && tower[layer].Gate == 0:
                risk.Remove(layer);
                return 0;
            case 2 when tower.Layers > 0:
                change = risk.EvaluateGate(layer, random.Next(shape.MostGate + 1));
                break;
            case 3 when tower.Layers > 0:
                change = risk.EvaluateRow(layer, random.Next(shape.Width), flips);
                break;
            default:
                change = risk.EvaluateExit(random.Next(shape.Classes), flips);
                break;
        }

        // Half of what is evaluated is let go: nothing of it may stay.
        if (random.Next(2) == 0)
            return 0;
        risk.Commit();
        return change;
    }
}
