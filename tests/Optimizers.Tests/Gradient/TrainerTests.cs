using Inference;
using Inference.Format;
using Optimizers.Gradient;
using Optimizers.Tests.Support;

namespace Optimizers.Tests.Gradient;

public sealed class TrainerTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void It_learns_and_the_engine_agrees(bool isSparse)
    {
        Trainer trainer = new(isSparse ? Some.SparseRecipe(150) : Some.Recipe(150), Some.Bars(64, 1), 1, "");
        while (trainer.Step < trainer.Steps)
            trainer.RunStep();
        Network network = new(trainer.Export());
        Workspace workspace = network.CreateWorkspace();
        TrainingSet unseen = Some.Bars(200, 99);
        for (int exit = 1; exit <= 2; exit++)
        {
            int right = Enumerable.Range(0, unseen.Count).Count(i => network.RunTo(unseen.Image(i), workspace, exit).Class == unseen.Label(i));
            Assert.True(right >= 190, $"exit {exit}: {right} of 200");
        }
    }

    /// <summary>Stopped before, between and after the prunings, which are due after 2, 4, 5 and 6 of 10 steps.</summary>
    [Theory]
    [InlineData(false, 6, 3)]
    [InlineData(true, 10, 1)]
    [InlineData(true, 10, 4)]
    [InlineData(true, 10, 8)]
    public void A_run_that_was_stopped_and_resumed_ends_in_the_same_network(bool isSparse, int steps, int stop)
    {
        TrainingSet set = Some.Bars(32, 2);
        Recipe recipe = isSparse ? Some.SparseRecipe(steps) : Some.Recipe(steps);
        Trainer whole = new(recipe, set, 7, "x");
        for (int i = 0; i < steps; i++)
            whole.RunStep();

        Trainer first = new(recipe, set, 7, "x");
        for (int i = 0; i < stop; i++)
            first.RunStep();
        using MemoryStream checkpoint = new();
        first.Save(checkpoint);
        checkpoint.Position = 0;
        Trainer second = new(recipe, set, 7, "x");
        second.Load(checkpoint);
        Assert.Equal(stop, second.Step);
        for (int i = stop; i < steps; i++)
            second.RunStep();
        Assert.Equal(Bytes(whole), Bytes(second));
    }

    [Fact]
    public void Another_seed_gives_another_network()
    {
        TrainingSet set = Some.Bars(32, 2);
        Trainer a = new(Some.Recipe(), set, 1, ""), b = new(Some.Recipe(), set, 2, "");
        a.RunStep();
        b.RunStep();
        Assert.NotEqual(Bytes(a), Bytes(b));
    }

    [Fact]
    public void A_checkpoint_of_something_else_or_cut_short_changes_nothing()
    {
        TrainingSet set = Some.Bars(32, 2);
        Trainer made = new(Some.Recipe(), set, 1, "one");
        made.RunStep();
        using MemoryStream checkpoint = new();
        made.Save(checkpoint);
        byte[] bytes = checkpoint.ToArray();
        Trainer other = new(Some.Recipe(), set, 1, "another");
        Assert.Contains("another recipe", Assert.Throws<InvalidDataException>(() => other.Load(new MemoryStream(bytes))).Message);
        Trainer same = new(Some.Recipe(), set, 1, "one");
        byte[] before = Bytes(same);
        for (int length = 0; length < bytes.Length; length += Math.Max(1, bytes.Length / 37))
            Assert.Throws<InvalidDataException>(() => same.Load(new MemoryStream(bytes, 0, length)));
        Assert.Equal(before, Bytes(same));
        Assert.Equal(0, same.Step);
    }

    [Theory]
    [InlineData("\"channels\": 16", "\"channels\": 17", "multiple of 16")]
    [InlineData("\"average_pool\"", "\"mean_pool\"", "expected byte_conv, binary_residual, max_pool or average_pool, or float_conv")]
    [InlineData("\"grid\": 2", "\"grid\": 3", "does not divide")]
    [InlineData("\"kernel\": 3", "\"kernl\": 3", "kernl")]
    [InlineData("\"batch\": 16", "\"batch\": 15", "even")]
    [InlineData("\"batch\": 16", "\"class_shares\": { \"upright\": 1 }", "expected every class and nothing else")]
    [InlineData("\"batch\": 16", "\"simulated_crops\": -1", "expected at least 1 and 0")]
    [InlineData("\"channels\": 16", "\"channels\": 16, \"stride\": 0", "expected 1 or 2")]
    [InlineData("\"grid\": 2", "\"grid\": 2, \"threshold\": 95", "expected 0 to 1")]
    [InlineData("\"height\": 16", "\"height\": 0", "expected 1 to 512")]
    [InlineData("[\"upright\", \"lying\"]", "null", "classes")]
    [InlineData("\"kind\": \"byte_conv\"", "\"kind\": \"binary_residual\"", "as the first layer")]
    [InlineData("\"average_pool\"", "\"float_conv\", \"channels\": 16", "expected float_conv")]
    [InlineData("\"batch\": 16 }", "\"batch\": 16 }, \"pruning\": { \"sparsity\": 0.9 }", "expected a float_conv after the first layer")]
    [InlineData("\"channels\": 16", "\"channels\": 16, \"sparsity\": 0.5", "expected in a float_conv")]
    [InlineData("\"channels\": 16", "\"channels\": 16, \"residual\": true", "that is not the first layer")]
    public void A_recipe_that_makes_no_network_is_refused_with_the_reason(string part, string wrong, string reason)
    {
        string text = """
            { "name": "t", "height": 16, "width": 16, "classes": ["upright", "lying"], "training": { "batch": 16 },
              "stages": [{ "layers": [{ "kind": "byte_conv", "kernel": 3, "channels": 16 }, { "kind": "average_pool" }], "exit": { "grid": 2 } }] }
            """;
        Assert.Contains(part, text, StringComparison.Ordinal);
        string json = text.Replace(part, wrong, StringComparison.Ordinal);
        RecipeException fault = Assert.Throws<RecipeException>(
            () => new Trainer(Recipe.Parse(System.Text.Encoding.UTF8.GetBytes(json), "t.json"), Some.Bars(4, 1), 1, ""));
        Assert.Contains(reason, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_class_without_samples_is_named()
    {
        TrainingSet set = new();
        set.Add(new byte[256], 0, "one");
        Assert.Contains("lying", Assert.Throws<RecipeException>(() => new Trainer(Some.Recipe(), set, 1, "")).Message);
    }

    private static byte[] Bytes(Trainer trainer)
    {
        using MemoryStream stream = new();
        ModelFile.Write(trainer.Export(), stream);
        return stream.ToArray();
    }
}
