using Inference.Format;
using Optimizers.Chains;
using Optimizers.Chains.Stages;
using Optimizers.Chains.Stages.Sliced;
using Optimizers.Chains.Training;
using Optimizers.Gradient;
using Optimizers.Tests.Chains.Stages;
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
            { "layers": [{ "kind": "sign_dense", "units": 8 }], "exit": { "grid": 1 } }],
          "chain": { "steps": STEPS, OPTIONS } }
        """;

    [Theory]
    [InlineData("\"law\": \"informed\"", 1_500, 0.9)]
    [InlineData("\"law\": \"rejection_free\"", 800, 0.9)]
    [InlineData("\"delayed\": 0.4", 6_000, 0.9)]
    [InlineData("\"batches\": 0.0001", 2_000, 0.75)]
    [InlineData("\"prior\": \"sparse_flip\", \"prior_flips\": 0.2", 6_000, 0.9)]
    [InlineData("\"sparse\": { \"inclusion\": 0.3, \"start\": 0.5 }, \"units\": { }, \"law\": \"informed\", \"rounds\": 2", 2_000, 0.9)]
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

    [Fact]
    public void Units_that_are_off_are_not_exported()
    {
        const string Options = "\"sparse\": { \"inclusion\": 0.1, \"start\": 0.1 }, \"units\": { \"prior\": \"geometric\", \"cost\": 3, \"share\": 0.5 }";
        ChainTrainer trainer = new(Parse(With(Dense, Options, 4000)), Bars(300, 3), 5);
        while (!trainer.IsDone)
            trainer.Run(1000);
        Assert.InRange(trainer.Networks[0].Units.Count, 0, 12);
        int on = Enumerable.Range(0, 16).Count(unit => !UnitJump.IsSilent(trainer.Networks[0].Weights[0], unit));
        Assert.Equal(Math.Max(1, on), ((LinearExitDefinition)trainer.Export().Stages[0].Exit).Weights.Length / 2);
    }

    [Theory]
    [InlineData("dense")]
    [InlineData("convolution")]
    [InlineData("strided convolution of bytes")]
    public void Without_silent_units_a_stage_gives_the_same_logits(string name)
    {
        StagePlan plan = SomeStage.Plan(SomeStage.Shapes[name], 9, 1, 31);
        StageShape shape = plan.Weights.Shape;
        int exit = shape.Layers.Count, width = shape.Layers[^1].Units;
        foreach (int read in new[] { 2, 0 })
        {
            for (int k = 0; k < shape.Classes; k++)
            {
                for (int i = 0; i < shape.Features; i++)
                    plan.Weights.Row(exit, k)[i] = i % width > 0 && i % width <= read ? plan.Weights.Row(exit, k)[i] : (short)0;
            }

            StageWeights narrow = SilentUnits.Drop(plan.Weights);
            Assert.Equal(Math.Max(1, read), narrow.Shape.Layers[^1].Units);
            PlainStage wide = new(plan.Weights, plan.Inputs, plan.Labels, plan.Loss), slim = new(narrow, plan.Inputs, plan.Labels, plan.Loss);
            for (int sample = 0; sample < 9; sample++)
                Assert.Equal(wide.Logits(plan.Weights, sample), slim.Logits(narrow, sample));
        }
    }

    /// <summary>The flips that a prior expects, at λ of next to nothing.</summary>
    [Theory]
    [InlineData(0.1)]
    [InlineData(0.5)]
    public void A_prior_of_sparse_flips_flips_that_share(double share)
    {
        string options = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"\"prior\": \"sparse_flip\", \"prior_flips\": {share}, \"lambda_start\": 1e-9, \"lambda\": 1e-9");
        ChainTrainer trainer = new(Parse(With(Dense.Replace("\"lambda_start\": 0.05, \"lambda\": 2, ", "", StringComparison.Ordinal), options, 40_000)), Bars(20, 3), 5);
        StageWeights start = trainer.Networks[0].Weights[0].Copy();
        while (!trainer.IsDone)
            trainer.Run(10_000);
        StageWeights end = trainer.Networks[0].Weights[0];
        int count = start.Block(0).Length, flips = Enumerable.Range(0, count).Count(i => start.Block(0)[i] != end.Block(0)[i]);
        // Four deviations of a binomial.
        Assert.InRange(flips / (double)count, share - (4 * Math.Sqrt(share * (1 - share) / count)), share + (4 * Math.Sqrt(share * (1 - share) / count)));
    }

    [Theory]
    [InlineData("\"law\": \"gibbs\"", "law: found gibbs, expected bin, informed or rejection_free")]
    [InlineData("\"law\": \"informed\", \"flips\": 4", "flips: found 4, expected 1")]
    [InlineData("\"law\": \"informed\", \"batches\": 0.1", "batches: found 0.1, expected 0")]
    [InlineData("\"law\": \"rejection_free\", \"delayed\": 0.1", "delayed: found 0.1, expected 0")]
    [InlineData("\"batches\": -1", "batches: found -1, expected at least 0")]
    [InlineData("\"delayed\": 1", "delayed: found 1, expected 0 to below 1")]
    [InlineData("\"delayed\": 0.1, \"batches\": 0.1", "delayed: found 0.1, expected 0 where \"batches\"")]
    [InlineData("\"prior\": \"flat\"", "prior: found flat, expected uniform or sparse_flip")]
    [InlineData("\"prior\": \"sparse_flip\"", "prior_flips: found none")]
    [InlineData("\"prior_flips\": 0.1", "prior_flips: found 0.1, expected a share where")]
    [InlineData("\"prior\": \"sparse_flip\", \"prior_flips\": 1", "prior_flips: found 1, expected above 0 and below 1")]
    [InlineData("\"units\": { }", "units: found no \"sparse\"")]
    [InlineData("\"sparse\": { }, \"units\": { \"prior\": \"poisson\" }", "units, prior: found poisson")]
    [InlineData("\"sparse\": { }, \"units\": { \"cost\": 2 }", "units, cost: found 2, expected none")]
    [InlineData("\"sparse\": { }, \"units\": { \"prior\": \"geometric\", \"cost\": 0 }", "units, cost: found 0, expected above 0")]
    [InlineData("\"sparse\": { }, \"units\": { \"share\": 1 }", "units, share: found 1")]
    public void What_makes_no_sense_is_refused_by_name(string options, string message) => Refused(With(Dense, options), message);

    [Theory]
    [InlineData("\"law\": \"informed\"", "law: found informed, expected bin where \"sparse\"")]
    [InlineData("\"prior\": \"sparse_flip\", \"prior_flips\": 0.1", "prior: found sparse_flip, expected uniform where \"sparse\"")]
    public void Weights_on_the_picture_that_may_be_zero_are_no_signs(string options, string message) => Refused(With(Picture, options), message);

    [Fact]
    public void Units_come_and_go_in_the_last_stage_alone()
    {
        Refused(With(TwoStages, "\"sparse\": { }, \"units\": { }"), "units: found them in a stage before the last");
        string json = TwoStages.Replace("\"grid\": 1 } }", "\"grid\": 1 }, \"chain\": { \"sparse\": { }, \"units\": { } } }", StringComparison.Ordinal);
        Assert.False(new ChainTrainer(Parse(With(json, "\"keep\": 1")), Bars(10, 1), 1).IsDone);
    }

    /// <summary>A checkpoint is of the recipe as it is written out: so every key must be.</summary>
    [Theory]
    [InlineData("\"law\":\"informed\"")]
    [InlineData("\"prior\":\"sparse_flip\"")]
    [InlineData("\"prior_flips\":0.25")]
    [InlineData("\"batches\":0.5")]
    [InlineData("\"delayed\":0.5")]
    [InlineData("\"units\":{\"prior\":\"geometric\",\"cost\":3,\"share\":0.25}")]
    public void Every_key_is_written_out(string key) =>
        Assert.Contains(key, System.Text.Encoding.UTF8.GetString(Parse(With(Dense, key)).ToJson()).Replace(" ", "", StringComparison.Ordinal), StringComparison.Ordinal);

    private static void Refused(string json, string message)
    {
        RecipeException fault = Assert.Throws<RecipeException>(() => new ChainTrainer(Parse(json), Bars(10, 1), 1));
        Assert.Contains(message, fault.Message, StringComparison.Ordinal);
    }

    private static string With(string recipe, string options, int steps = 1000) =>
        recipe.Replace("OPTIONS", options, StringComparison.Ordinal).Replace("STEPS", steps.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal);
}
