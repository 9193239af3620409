using System.Text;
using Inference;
using Inference.Format;
using Optimizers.Chains.Stages;
using Optimizers.Chains.Training;
using Optimizers.Gradient;
using Optimizers.Tests.Support;
using static Optimizers.Tests.Chains.Training.SomeBars;

namespace Optimizers.Tests.Chains.Training;

/// <summary>Training by chains from a recipe: it learns, it resumes, and a chain does not depend on those beside it.</summary>
public sealed class ChainTrainerTests
{
    private const string TwoStages = """
        { "name": "t", "height": 8, "width": 8, "classes": ["across", "down"],
          "stages": [
            { "layers": [{ "kind": "sign_conv", "kernel": 3, "channels": 64, "pool": true }], "exit": { "grid": 2 } },
            { "layers": [{ "kind": "sign_dense", "units": 8 }], "exit": { "grid": 1 } } ],
          "chain": { "steps": 3000, "lambda_start": 0.05, "lambda": 1, "anneal": 0.5, "memory": [0.5, 1], "memory_steps": [0.25, 0.75],
            "moves_per_visit": 20, "exit_moves_per_visit": 10, "exit_share": 0.2, "keep": 4 } }
        """;

    private const string OneStage = """
        { "name": "t", "height": 8, "width": 8, "classes": ["across", "down"],
          "stages": [{ "layers": [{ "kind": "sign_conv", "kernel": 3, "channels": 64, "pool": true }], "exit": { "grid": 2 } }],
          "chain": { "steps": 10000, "lambda_start": 0.1, "lambda": 3, "anneal": 0.5, "memory": [0.5, 1], "memory_steps": [0.25, 0.75],
            "moves_per_visit": 20, "exit_moves_per_visit": 10, "exit_share": 0.2, "keep": 4 } }
        """;

    private const string TwoLayers = """
        { "name": "t", "height": 8, "width": 8, "classes": ["across", "down"],
          "stages": [
            { "layers": [{ "kind": "sign_conv", "kernel": 3, "channels": 16, "pool": true }, { "kind": "sign_conv", "kernel": 3, "channels": 32 }], "exit": { "grid": 2 } },
            { "layers": [{ "kind": "sign_conv", "kernel": 3, "channels": 8 }], "exit": { "grid": 2 }, "chain": { "steps": 1000 } } ],
          "chain": { "steps": 8000, "lambda_start": 0.1, "lambda": 3, "anneal": 0.5, "memory": [0.5, 1], "memory_steps": [0.25, 0.75],
            "moves_per_visit": 20, "exit_moves_per_visit": 10, "exit_share": 0.2, "keep": 3 } }
        """;

    [Fact]
    public void It_learns_bars_without_a_gradient_and_the_engine_answers_so()
    {
        ChainTrainer trainer = new(Parse(OneStage), Bars(200, 1), 1);
        double before = Accuracy(trainer.Export(), 2);
        while (!trainer.IsDone)
            trainer.Run(1000);
        Assert.InRange(before, 0.2, 0.8);
        Assert.InRange(Accuracy(trainer.Export(), 2), 0.95, 1);
        Assert.Equal(4, trainer.ExportSamples().Count());
        foreach (NetworkDefinition sample in trainer.ExportSamples())
            Assert.InRange(Accuracy(sample, 2), 0.9, 1);
    }

    /// <summary>0.6 + 0.3 + 0.1 as doubles is less than 1.</summary>
    [Fact]
    public void Shares_that_add_up_to_one_in_decimals_keep_their_samples()
    {
        ChainTrainer trainer = new(Parse(TwoLayers.Replace("\"memory\": [0.5, 1], \"memory_steps\": [0.25, 0.75]",
            "\"memory\": [0.2, 0.5, 1], \"memory_steps\": [0.6, 0.3, 0.1]", StringComparison.Ordinal).Replace("\"anneal\": 0.5", "\"anneal\": 0.9", StringComparison.Ordinal)), Bars(50, 1), 1);
        while (!trainer.IsDone)
            trainer.Run(1000);
        Assert.Equal(3, trainer.ExportSamples().Count());
    }

    [Fact]
    public void Two_layers_before_an_exit_are_trained_together_and_the_engine_gives_their_logits()
    {
        Recipe recipe = Parse(TwoLayers);
        ChainTrainer trainer = new(recipe, Bars(200, 1), 1);
        Assert.Equal(["stage 1 layer 1", "stage 1 layer 2", "stage 1 exit", "stage 2 layer", "stage 2 exit"], trainer.BlockNames);
        double before = Accuracy(trainer.Export(), 2, 1);
        while (!trainer.IsDone)
            trainer.Run(1000);
        NetworkDefinition trained = trainer.Export();
        Assert.InRange(before, 0.2, 0.8);
        Assert.InRange(Accuracy(trained, 2, 1), 0.95, 1);
        Assert.Equal(3, trainer.ExportSamples().Count());
        Network network = new(trained);
        Workspace workspace = network.CreateWorkspace();
        StageWeights[] weights = trainer.Networks[0].Weights;
        SplitMix random = new(4);
        for (int i = 0; i < 20; i++)
        {
            byte[] picture = Bar(i % 2, ref random);
            int[][] expected = SomeSigns.Logits(recipe, weights, picture);
            for (int stage = 0; stage < 2; stage++)
            {
                network.RunTo(picture, workspace, stage + 1);
                Assert.Equal(expected[stage], workspace.Logits);
            }
        }
    }

    [Fact]
    public void Three_layers_before_an_exit_are_refused()
    {
        Recipe recipe = Parse(TwoLayers.Replace("\"channels\": 32 }", "\"channels\": 32 }, { \"kind\": \"sign_conv\", \"channels\": 8 }", StringComparison.Ordinal));
        RecipeException fault = Assert.Throws<RecipeException>(() => new ChainTrainer(recipe, Bars(10, 1), 1));
        Assert.Contains("stage 1: found 3 layers of signs, expected one or two layers", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"law\": \"informed\"", "law: found informed, expected bin where a stage has two layers")]
    [InlineData("\"batches\": 0.5", "batches: found 0.5, expected 0 where a stage has two layers")]
    public void What_two_layers_cannot_do_is_refused_by_name(string key, string message)
    {
        Recipe recipe = Parse(TwoLayers.Replace("\"keep\": 3", key, StringComparison.Ordinal));
        RecipeException fault = Assert.Throws<RecipeException>(() => new ChainTrainer(recipe, Bars(10, 1), 1));
        Assert.Contains(message, fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(100)]
    [InlineData(1600)]
    [InlineData(4321)]
    public void A_run_that_is_stopped_and_resumed_ends_in_the_same_network(int stop)
    {
        ChainTrainer whole = new(Parse(TwoStages), Bars(60, 3), 5);
        while (!whole.IsDone)
            whole.Run(700);

        ChainTrainer first = new(Parse(TwoStages), Bars(60, 3), 5);
        while (first.Step < stop)
            first.Run(stop - first.Step);
        using MemoryStream checkpoint = new();
        first.Save(checkpoint, "mine");
        checkpoint.Position = 0;
        ChainTrainer second = new(Parse(TwoStages), Bars(60, 3), 5);
        second.Load(checkpoint, "mine");
        Assert.Equal(stop, second.Step);
        while (!second.IsDone)
            second.Run(333);

        Assert.Equal(Hash(whole.Export()), Hash(second.Export()));
        Assert.Equal(whole.ExportSamples().Select(Hash), second.ExportSamples().Select(Hash));
    }

    [Fact]
    public void A_checkpoint_of_something_else_is_refused()
    {
        ChainTrainer trainer = new(Parse(TwoStages), Bars(60, 3), 5);
        using MemoryStream checkpoint = new();
        trainer.Save(checkpoint, "mine");
        string before = Hash(trainer.Export());
        Assert.Throws<InvalidDataException>(() => trainer.Load(new MemoryStream(checkpoint.ToArray()), "yours"));
        Assert.Throws<InvalidDataException>(() => trainer.Load(new MemoryStream(checkpoint.ToArray()[..^9]), "mine"));
        Assert.Throws<InvalidDataException>(() => trainer.Load(new MemoryStream(Encoding.UTF8.GetBytes("\u0005hello, I am no checkpoint")), "mine"));
        Assert.Equal(before, Hash(trainer.Export()));
    }

    [Fact]
    public void A_chain_is_the_same_alone_and_beside_others()
    {
        ChainTrainer one = new(Parse(TwoStages), Bars(60, 3), 5);
        ChainTrainer two = new(Parse(TwoStages.Replace("\"keep\"", "\"chains\": 2, \"keep\"", StringComparison.Ordinal)), Bars(60, 3), 5);
        while (!one.IsDone)
            one.Run(1000);
        while (!two.IsDone)
            two.Run(1000);
        Assert.Equal(Hash(one.Export()), Hash(two.Export()));
        Assert.NotEqual(Hash(two.Export()), Hash(two.Export(1)));
    }

    [Fact]
    public void With_a_spike_at_zero_most_weights_are_zero_and_it_still_learns()
    {
        string sparse = """
            { "name": "t", "height": 8, "width": 8, "classes": ["across", "down"],
              "stages": [{ "layers": [{ "kind": "sign_conv", "kernel": 3, "channels": 16 }], "exit": { "grid": 4 } }],
              "chain": { "steps": 40000, "lambda_start": 0.1, "lambda": 5, "moves_per_visit": 20, "exit_share": 0.5,
                "sparse": { "inclusion": 0.05, "start": 0.1 } } }
            """;
        ChainTrainer trainer = new(Parse(sparse), Bars(200, 1), 1);
        while (!trainer.IsDone)
            trainer.Run(1000);
        NetworkDefinition network = trainer.Export();
        LinearExitDefinition exit = (LinearExitDefinition)network.Stages[0].Exit;
        Assert.InRange(exit.Weights.Count(weight => weight == 0) / (double)exit.Weights.Length, 0.8, 1);
        Assert.InRange(Accuracy(network, 2), 0.95, 1);
    }

    [Theory]
    [InlineData("\"steps\": 3000", "\"steps\": 0", "steps: found 0")]
    [InlineData("\"lambda\": 1", "\"lambda\": 0.01", "lambda_start: found 0.05")]
    [InlineData("\"memory\": [0.5, 1]", "\"memory\": [0.5, 0.9]", "memory: found 0.5, 0.9")]
    [InlineData("\"memory_steps\": [0.25, 0.75]", "\"memory_steps\": [0.25, 0.5]", "memory_steps: found 0.25, 0.5")]
    [InlineData("\"exit_share\": 0.2", "\"exit_share\": 1", "exit_share: found 1")]
    [InlineData("\"keep\": 4", "\"loss\": \"squared\"", "loss: found squared")]
    public void Numbers_that_cannot_be_followed_are_refused_by_name(string old, string now, string message)
    {
        Recipe recipe = Parse(TwoStages.Replace(old, now, StringComparison.Ordinal));
        RecipeException fault = Assert.Throws<RecipeException>(() => new ChainTrainer(recipe, Bars(10, 1), 1));
        Assert.Contains(message, fault.Message, StringComparison.Ordinal);
    }
}
