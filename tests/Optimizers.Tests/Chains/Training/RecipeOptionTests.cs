using Inference.Format;
using Optimizers.Chains.Training;
using Optimizers.Gradient;
using static Optimizers.Tests.Chains.Training.SomeBars;

namespace Optimizers.Tests.Chains.Training;

/// <summary>Each law, prior and way of acceptance that a recipe can name: it trains, it resumes bit for bit, and what makes no sense is refused.</summary>
public sealed class RecipeOptionTests
{
    private const string Dense = """
        { "name": "t", "height": 8, "width": 8, "classes": ["across", "down"],
          "stages": [{ "layers": [{ "kind": "binarize", "level": 135 }, { "kind": "sign_dense", "units": 16 }], "exit": { "grid": 1 } }],
          "chain": { "steps": STEPS, "lambda_start": 0.05, "lambda": 2, "anneal": 0.5, "memory": [0.5, 1], "memory_steps": [0.25, 0.75],
            "moves_per_visit": 20, "exit_moves_per_visit": 10, "exit_share": 0.2, "keep": 4, OPTIONS } }
        """;

    private const string Picture = """
        { "name": "t", "height": 8, "width": 8, "classes": ["across", "down"],
          "stages": [{ "layers": [{ "kind": "sign_conv", "kernel": 3, "channels": 16 }], "exit": { "grid": 4 } }],
          "chain": { "steps": STEPS, "exit_share": 0.5, "sparse": { "inclusion": 0.05 }, OPTIONS } }
        """;

    private const string TwoStages = """
        { "name": "t", "height": 8, "width": 8, "classes": ["across", "down"],
          "stages": [{ "layers": [{ "kind": "sign_conv", "kernel": 3, "channels": 64, "pool": true }], "exit": { "grid": 4 } },
            { "layers": [{ "kind": "sign_dense", "units": 8 }], "exit": { "grid": 1 }LAST }],
          "chain": { "steps": STEPS, "exit_share": 0.5, "sparse": { "inclusion": 0.05 }FIRST } }
        """;

    [Theory]
    [InlineData("\"law\": \"bin\"", 20_000, 0.9)]
    [InlineData("\"law\": \"informed\"", 8_000, 0.9)]
    [InlineData("\"law\": \"rejection_free\"", 2_000, 0.9)]
    [InlineData("\"delayed\": 0.4", 20_000, 0.9)]
    [InlineData("\"prior\": \"sparse_flip\", \"prior_flips\": 0.2", 20_000, 0.9)]
    [InlineData("\"sparse\": { \"inclusion\": 0.3, \"start\": 0.5 }, \"units\": { \"prior\": \"geometric\", \"cost\": 2 }", 20_000, 0.9)]
    [InlineData("\"sparse\": { \"inclusion\": 0.3, \"start\": 0.5 }, \"units\": { }, \"law\": \"informed\"", 8_000, 0.9)]
    public void It_trains_and_resumes_in_the_same_network(string options, int steps, double least)
    {
        string json = With(Dense, options, steps);
        ChainTrainer whole = new(Parse(json), Bars(700, 3), 5), first = new(Parse(json), Bars(700, 3), 5), second = new(Parse(json), Bars(700, 3), 5);
        while (!whole.IsDone)
            whole.Run(700);
        while (first.Step < steps * 4 / 10)
            first.Run((steps * 4 / 10) - first.Step);
        using MemoryStream checkpoint = new();
        first.Save(checkpoint, "mine");
        checkpoint.Position = 0;
        second.Load(checkpoint, "mine");
        while (!second.IsDone)
            second.Run(333);
        Assert.Equal(Hash(whole.Export()), Hash(second.Export()));
        Assert.Equal(whole.ExportSamples().Select(Hash), second.ExportSamples().Select(Hash));
        Assert.InRange(Accuracy(whole.Export(), 2), least, 1);
    }

    private static string With(string recipe, string options, int steps = 1000) =>
        recipe.Replace("OPTIONS", options, StringComparison.Ordinal).Replace("STEPS", steps.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal);
}
