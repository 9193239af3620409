using Inference;
using Inference.Format;
using Optimizers.Chains.Stages;
using Optimizers.Gradient;
using Optimizers.Tests.Support;

namespace Optimizers.Tests.Gradient;

public sealed class SignTrainingTests
{
    [Theory]
    [InlineData(false, UpdateRule.Adam)]
    [InlineData(false, UpdateRule.Bop)]
    [InlineData(true, UpdateRule.Adam)]
    [InlineData(true, UpdateRule.Bop)]
    public void It_learns_bars_and_the_engine_agrees_with_the_stages(bool isBinarized, UpdateRule rule)
    {
        Recipe recipe = SomeSigns.Bars(isBinarized);
        Trainer trainer = new(recipe, Some.Bars(64, 1), 1, "", new TrainerOptions(rule));
        IReadOnlyList<StageWeights> begun = trainer.ExportStages();
        while (!trainer.IsDone)
            trainer.RunStep();
        IReadOnlyList<StageWeights> stages = trainer.ExportStages();
        Assert.False(begun[0].Block(0).SequenceEqual(stages[0].Block(0)));
        Network network = new(trainer.Export());
        Workspace workspace = network.CreateWorkspace();
        TrainingSet unseen = Some.Bars(200, 99);
        int[] right = new int[2];
        for (int i = 0; i < unseen.Count; i++)
        {
            int[][] logits = SomeSigns.Logits(recipe, stages, unseen.Image(i));
            for (int exit = 1; exit <= 2; exit++)
            {
                right[exit - 1] += network.RunTo(unseen.Image(i), workspace, exit).Class == unseen.Label(i) ? 1 : 0;
                Assert.Equal(logits[exit - 1], workspace.Logits);
            }
        }

        Assert.True(right.Min() >= 180, $"{right[0]} and {right[1]} of 200");
    }

    /// <summary>The folded unit says −1 of exactly those sums of which the batch norm does, slopes of either sign and 0 included.</summary>
    [Fact]
    public void Folding_keeps_the_answer_to_every_sum()
    {
        StageShape shape = SignShapes.Of(SomeSigns.Recipe(SomeSigns.Dense))[0];
        LayerParameters layer = SignLayer.Parameters(shape.Layers[0], "s", isFirst: true, new Random(3));
        ExitParameters exit = new("e", new Volume(1, 1, 32), 1, 3, isFloat: false, isSign: true);
        Some.Floats(32, 1, 2).CopyTo(layer.Norm.Gain.Value, 0);
        Some.Floats(32, 2, 2).CopyTo(layer.Norm.Offset.Value, 0);
        Some.Floats(32, 3, 20).CopyTo(layer.Norm.RunningMean, 0);
        Some.Floats(32, 4, 30).Select(v => MathF.Abs(v) + 0.1f).ToArray().CopyTo(layer.Norm.RunningVariance, 0);
        layer.Norm.Gain.Value[5] = layer.Norm.Gain.Value[6] = 0;
        Some.Floats(96, 6, 3).CopyTo(exit.Weights.Value, 0);
        StageWeights weights = SignFolding.Weights(shape, [layer], exit);
        Assert.Equal(1, weights.Shape.Layers[0].BiasUnit);
        for (int unit = 0; unit < 32; unit++)
        {
            Span<short> row = weights.Row(0, unit);
            float shadow = layer.Weights.Value[Convolution.Index(unit, 0, 7, 1, layer.Inputs)];
            int turn = row[7] < 0 == shadow < 0 ? 1 : -1;
            (double slope, double intercept) = layer.Norm.Fold(unit);
            for (int sum = -42; sum <= 42; sum++)
                Assert.Equal((slope * sum) + intercept < 0, (turn * sum) + row[^1] < 0);
        }

        for (int i = 0; i < 96; i++)
            Assert.Equal(exit.Weights.Value[i], weights.Row(1, i / 32)[i % 32] * (weights.Shape.LogitScale / 65536.0), 1 / 500.0);
    }

    [Fact]
    public void A_run_by_time_ends_with_it_and_can_be_taken_up()
    {
        TrainingSet set = Some.Bars(32, 2);
        Recipe recipe = SomeSigns.Bars(true, 9999);
        Trainer Begin(int seconds) => new(recipe, set, 7, "x", new TrainerOptions(UpdateRule.Bop, TimeSpan.FromSeconds(seconds), new Ticker()));
        Trainer whole = Begin(6), first = Begin(6), second = Begin(6);
        while (!whole.IsDone)
            whole.RunStep();
        Assert.Equal((6, 1.0), (whole.Step, whole.Share));
        first.RunStep();
        first.RunStep();
        using MemoryStream checkpoint = new();
        first.Save(checkpoint);
        checkpoint.Position = 0;
        second.Load(checkpoint);
        while (!second.IsDone)
            second.RunStep();
        Assert.Equal(6, second.Step);
        Assert.Equal(Bytes(whole), Bytes(second));
        checkpoint.Position = 0;
        Assert.Throws<InvalidDataException>(() => Begin(7).Load(checkpoint));
    }

    [Fact]
    public void What_cannot_be_trained_so_is_refused()
    {
        TrainingSet set = Some.Bars(8, 2);
        string Fault(Recipe recipe, TrainerOptions options) => Assert.Throws<RecipeException>(() => new Trainer(recipe, set, 1, "", options)).Message;
        Assert.Contains("found no binary weights", Fault(Unpruned(), new TrainerOptions(UpdateRule.Bop)), StringComparison.Ordinal);
        Assert.Contains("ends by time", Fault(Some.SparseRecipe(), new TrainerOptions(Limit: TimeSpan.FromSeconds(1))), StringComparison.Ordinal);
        Recipe odd = SomeSigns.Bars(true);
        odd.Stages[0].Layers[1].Units = 40;
        Assert.Contains("found 40 outputs, expected a multiple of 16", Fault(odd, new TrainerOptions()), StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => new Trainer(Some.Recipe(), set, 1, "").ExportStages());
        string json = System.Text.Encoding.UTF8.GetString(Some.Recipe().ToJson()).Replace("\"adaptivity\":0.001", "\"adaptivity\":2", StringComparison.Ordinal);
        Assert.Contains("bop: found adaptivity 2", Assert.Throws<RecipeException>(() => SomeSigns.Recipe(json)).Message, StringComparison.Ordinal);
    }

    private static Recipe Unpruned()
    {
        Recipe recipe = Some.SparseRecipe();
        recipe.Pruning = null;
        return recipe;
    }

    private static byte[] Bytes(Trainer trainer)
    {
        using MemoryStream stream = new();
        ModelFile.Write(trainer.Export(), stream);
        return stream.ToArray();
    }

    /// <summary>A clock on which every look takes a second.</summary>
    private sealed class Ticker : TimeProvider
    {
        private long _looks;

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => _looks++;
    }
}
