using System.Text;
using Inference;
using Inference.Format;
using Optimizers.Gradient;
using Optimizers.Tests.Support;

namespace Optimizers.Tests.Gradient;

public sealed class PruningTests
{
    /// <summary>
    /// With running moments that are those of one picture, the training network's answer to that picture is its answer in evaluation;
    /// they are brought there by many updates from the same batch.
    /// </summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(0.5)]
    public void The_engine_answers_as_the_training_network_does_in_evaluation(double share)
    {
        TrainingNetwork trained = new(Some.SparseRecipe(), 5);
        Randomize(trained, share);
        SplitMix random = new(11);
        for (int picture = 0; picture < 5; picture++)
        {
            byte[] image = new byte[256];
            for (int i = 0; i < image.Length; i++)
                image[i] = (byte)(random.Next(50) + (i * 0.7));
            double[,] losses = Losses(trained, Standardized(image));
            foreach (BatchNorm norm in trained.Norms)
            {
                for (int i = 0; i < 500; i++)
                    norm.Update();
            }

            Network network = new(trained.Export());
            Workspace workspace = network.CreateWorkspace();
            for (int exit = 0; exit < 2; exit++)
            {
                network.RunTo(image, workspace, exit + 1);
                for (int label = 0; label < 2; label++)
                    Assert.Equal(Math.Exp(-losses[exit, label]), workspace.Probabilities[label] / 65536.0, 2e-4);
            }
        }
    }

    [Fact]
    public void A_trained_network_has_exactly_the_zeros_that_were_asked_for()
    {
        Trainer trainer = new(Some.SparseRecipe(20), Some.Bars(32, 2), 3, "");
        while (trainer.Step < trainer.Steps)
            trainer.RunStep();
        NetworkDefinition definition = trainer.Export();
        LayerDefinition[] layers = [.. definition.Stages.SelectMany(stage => stage.Layers)];
        SparseFloatConvDefinition[] sparse = [.. layers.OfType<SparseFloatConvDefinition>()];
        // 16 × 16 × 9 and 32 × 32 × 9 at three quarters, 32 × 32 × 25 at a half; blocks of 8.
        Assert.Equal([16 * 16 * 9 / 8 / 4, 32 * 32 * 9 / 8 / 4, 32 * 32 * 25 / 8 / 2], sparse.Select(layer => layer.Columns.Length));
        Assert.All(sparse, layer => Assert.DoesNotContain(0f, layer.Weights));
        Assert.Equal([16 * 25, 16 * 32], layers.OfType<FloatConvDefinition>().Select(layer => layer.Weights.Count(weight => weight != 0)));
        Assert.Equal("57.76 % of the 37,120 weights of pruned layers, 56.37 % of the trunk's 38,032", definition.Notes["zeros"]);
    }

    [Fact]
    public void Zeros_stand_from_one_step_to_the_next_and_grow_on_schedule()
    {
        TrainingNetwork network = new(Some.SparseRecipe(), 1);
        HashSet<(string, int)> gone = [];
        for (int step = 1; step <= 60; step++)
        {
            foreach (Parameter parameter in network.Parameters)
            {
                Some.Floats(parameter.Value.Length, (ulong)step).CopyTo(parameter.Gradients[0], 0);
                Adam.Step(parameter, step - 1, 0.01f, 0);
            }

            network.Prune(step);
            HashSet<(string, int)> now = [.. network.Masks.SelectMany(Pruned)];
            Assert.Superset(gone, now);
            if (step < 12)
                Assert.Empty(now);
            if (step > 36)
                Assert.Equal(gone.Count, now.Count);
            gone = now;
            Assert.Equal(8 * now.Count, network.Parameters.Where(p => p.Name.Contains("layer", StringComparison.Ordinal) && p.Name.EndsWith("weights", StringComparison.Ordinal)).Sum(Zeros));
        }
    }

    [Theory]
    [InlineData("\"sparsity\":0.75", "\"sparsity\":1", "expected a share above 0 and below 1")]
    [InlineData("\"sparsity\":0.75", "\"sparsity\":0", "expected a share above 0 and below 1")]
    [InlineData("\"sparsity\":0.5", "\"sparsity\":-0.5", "expected a share above 0 and below 1")]
    [InlineData("\"block\":8", "\"block\":12", "expected 4, 8 or 16")]
    [InlineData("\"begin\":0.2", "\"begin\":0.6", "0 <= begin < end <= 1")]
    [InlineData("\"end\":0.6", "\"end\":600", "0 <= begin < end <= 1")]
    [InlineData("\"every\":3", "\"every\":0", "at least 1 step")]
    [InlineData("\"residual\":true", "\"residual\":true,\"stride\":2", "stride 1")]
    [InlineData("\"kernel\":1,", "\"kernel\":7,", "odd number from 1 to 5")]
    public void A_plan_that_cannot_be_pruned_is_refused_with_the_reason(string part, string wrong, string reason)
    {
        string text = Encoding.UTF8.GetString(Some.SparseRecipe().ToJson());
        Assert.Contains(part, text, StringComparison.Ordinal);
        string json = text.Replace(part, wrong, StringComparison.Ordinal);
        RecipeException fault = Assert.Throws<RecipeException>(() => new TrainingNetwork(Recipe.Parse(Encoding.UTF8.GetBytes(json), "t.json"), 1));
        Assert.Contains(reason, fault.Message, StringComparison.Ordinal);
    }

    private static IEnumerable<(string, int)> Pruned(BlockMask mask) =>
        Enumerable.Range(0, mask.Kept.Length).Where(block => mask.Kept[block] == 0).Select(block => (mask.Name, block));

    private static int Zeros(Parameter parameter) => parameter.Value.Count(weight => weight == 0);

    /// <summary>Loss of each exit for each class, from a batch of this picture alone in both shards.</summary>
    private static double[,] Losses(TrainingNetwork network, float[] input)
    {
        double[,] losses = new double[2, 2];
        for (int label = 0; label < 2; label++)
        {
            for (int shard = 0; shard < TrainingNetwork.Shards; shard++)
                network.Run(shard, input, [label]);
            for (int exit = 0; exit < 2; exit++)
                losses[exit, label] = network.Result(0, exit).Loss;
        }

        return losses;
    }

    /// <summary>The engine's signed bytes (docs/model-format.md, standardize), in deviations.</summary>
    private static float[] Standardized(byte[] image)
    {
        long n = image.Length, sum = image.Sum(x => (long)x), squares = image.Sum(x => (long)x * x);
        long deviation = Math.Max((long)Math.Sqrt(256 * (((n * squares) - (sum * sum)) / (n * n))), 16 * 8);
        double Steps(byte x) => Math.Round(512.0 * ((n * x) - sum) / (n * deviation), MidpointRounding.AwayFromZero);
        return [.. image.Select(x => (float)Math.Clamp(Steps(x), -127, 127) / FirstLayer.StepsPerDeviation)];
    }

    private static void Randomize(TrainingNetwork network, double share)
    {
        ulong seed = 0;
        foreach (Parameter parameter in network.Parameters)
        {
            float middle = parameter.Name.EndsWith(".gain", StringComparison.Ordinal) ? 1 : 0;
            float[] values = Some.Floats(parameter.Value.Length, ++seed, 0.5);
            for (int i = 0; i < values.Length; i++)
                parameter.Value[i] = middle + values[i];
        }

        foreach (BlockMask mask in network.Masks)
        {
            mask.Shrink(share);
            mask.Apply();
        }

        network.Refresh();
    }
}
