using Inference;
using Inference.Format;
using Inference.Kernels;
using Optimizers.Chains.Stages;
using Optimizers.Gradient;
using Optimizers.Tests.Support;

namespace Optimizers.Tests.Chains.Stages;

public sealed class SignExportTests
{
    /// <summary>Random weights, thresholds in reach and random pictures; every kernel set of this machine.</summary>
    [Theory]
    [InlineData(SomeSigns.Bytes, 1)]
    [InlineData(SomeSigns.Bytes, 5)]
    [InlineData(SomeSigns.Dense, 1)]
    [InlineData(SomeSigns.Maps, 1)]
    [InlineData(SomeSigns.Maps, 127)]
    public void The_engine_gives_the_logits_of_the_definition(string json, int largest)
    {
        Recipe recipe = SomeSigns.Recipe(json);
        IReadOnlyList<StageShape> shapes = SignShapes.Of(recipe);
        int[] answers = new int[recipe.Classes.Length];
        for (ulong seed = 1; seed <= 6; seed++)
        {
            StageWeights[] stages = [.. shapes.Select((shape, s) => SomeSigns.Weights(shape, (seed * 10) + (ulong)s, largest))];
            foreach (KernelSet kernels in KernelCatalog.All.Where(set => set.IsSupported))
            {
                Network network = new(Reread(SignExport.Network(recipe, stages)), kernels);
                Workspace workspace = network.CreateWorkspace();
                foreach (byte[] picture in SomeSigns.Pictures(recipe, 8, seed))
                {
                    int[][] expected = SomeSigns.Logits(recipe, stages, picture);
                    for (int stage = 0; stage < stages.Length; stage++)
                    {
                        answers[network.RunTo(picture, workspace, stage + 1).Class]++;
                        Assert.Equal(expected[stage], workspace.Logits);
                    }
                }
            }
        }

        Assert.All(answers, count => Assert.True(count > 0, "every class is answered, or the comparison says little"));
    }

    /// <summary>The numbers that chains learn from are those that the engine makes of the same picture.</summary>
    [Fact]
    public void The_input_is_that_of_the_engine()
    {
        Recipe recipe = SomeSigns.Recipe(SomeSigns.Bytes);
        StageShape shape = SignShapes.Of(recipe)[0];
        foreach (byte[] picture in SomeSigns.Pictures(recipe, 20, 7).Append(new byte[8 * 16 * 3]))
        {
            sbyte[] input = new sbyte[picture.Length];
            SignInput.Write(recipe, picture, input);
            double mean = picture.Average(p => (double)p);
            double deviation = Math.Max(recipe.MinimumDeviation, Math.Sqrt(picture.Average(p => (p - mean) * (p - mean))));
            for (int i = 0; i < picture.Length; i++)
                Assert.Equal(Math.Clamp(32 * (picture[i] - mean) / deviation, -127, 127), input[i], 1.0);
        }

        Assert.True(shape.TakesBytes);
    }

    [Fact]
    public void Biases_beyond_every_sum_make_constant_units()
    {
        Recipe recipe = SomeSigns.Recipe(SomeSigns.Bytes);
        StageWeights[] stages = [.. SignShapes.Of(recipe).Select((shape, s) => SomeSigns.Weights(shape, (ulong)s))];
        stages[0].Row(0, 0)[^1] = short.MaxValue;
        stages[0].Row(0, 1)[^1] = -short.MaxValue;
        stages[1].Row(0, 0)[^1] = short.MaxValue;
        stages[1].Row(1, 1)[^1] = -short.MaxValue;
        Network network = new(SignExport.Network(recipe, stages));
        Workspace workspace = network.CreateWorkspace();
        foreach (byte[] picture in SomeSigns.Pictures(recipe, 8, 3))
        {
            network.RunTo(picture, workspace, 2);
            Assert.Equal(SomeSigns.Logits(recipe, stages, picture)[1], workspace.Logits);
        }
    }

    [Fact]
    public void A_weight_that_the_engine_cannot_hold_is_named()
    {
        Recipe recipe = SomeSigns.Recipe(SomeSigns.Bytes);
        string Fault(int stage, int block, int unit, int index, short value)
        {
            StageWeights[] stages = [.. SignShapes.Of(recipe).Select((shape, s) => SomeSigns.Weights(shape, (ulong)s))];
            stages[stage].Row(block, unit)[index] = value;
            return Assert.Throws<ArgumentException>(() => SignExport.Network(recipe, stages)).Message;
        }

        Assert.Contains("stage 1, layer 1, unit 3: found a weight of 128", Fault(0, 0, 3, 2, 128), StringComparison.Ordinal);
        Assert.Contains("stage 2, layer 2, unit 1: found a weight of 0 on signs", Fault(1, 1, 1, 5, 0), StringComparison.Ordinal);
        Assert.Contains("stage 1, exit, unit 2: found a weight of", Fault(0, 1, 2, 0, 32000), StringComparison.Ordinal);
    }

    private static NetworkDefinition Reread(NetworkDefinition network)
    {
        using MemoryStream stream = new();
        ModelFile.Write(network, stream);
        return ModelFile.Read(stream.ToArray());
    }
}
