using Agent.Import;
using Agent.Import.Onnx;
using Inference.Format;
using static Agent.Tests.Import.Sketch;

namespace Agent.Tests.Import;

/// <summary>Networks of signs become bits: with a first layer that fits 8 bits every sign is ONNX Runtime's.</summary>
public sealed class BinaryModelTests
{
    /// <summary>Pixels less 128, so that the border of zeros is the engine's too.</summary>
    private static readonly PixelScaling Centred = new(1 / 128f, [1], [1]);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Every_exit_gives_the_logits_of_the_model(int seed) =>
        Peer.AssertClose(Peer.Run(Drawn(seed), Target.BinaryTrunk, Centred, 8), 1e-3);

    [Fact]
    public void The_trunk_is_of_bits()
    {
        NetworkDefinition definition = Peer.Import(Drawn(1), Target.BinaryTrunk, Centred).Definition;
        Assert.Equal(
            [
                "ByteConvDefinition", "PoolDefinition", "SignDefinition", "BinaryConvDefinition", "PoolDefinition",
                "BinaryConvDefinition", "PoolDefinition", "FlattenDefinition", "BinaryConvDefinition",
            ],
            definition.Stages.SelectMany(stage => stage.Layers).Select(layer => layer.GetType().Name));
        Assert.All(definition.Stages, stage => Assert.IsType<LinearExitDefinition>(stage.Exit));
    }

    [Fact]
    public void Pixels_that_do_not_stand_around_128_are_taken_in_127_steps()
    {
        List<(float[] Found, float[] Expected)> pairs = Peer.Run(Drawn(1), Target.BinaryTrunk, new PixelScaling(1 / 255f, [0], [1]), 32);
        int equal = pairs.Count(pair => Array.IndexOf(pair.Found, pair.Found.Max()) == Array.IndexOf(pair.Expected, pair.Expected.Max()));
        TestContext.Current.SendDiagnosticMessage($"{equal} of {pairs.Count} answers equal");
        Assert.InRange(equal, 0.75 * pairs.Count, pairs.Count);
    }

    [Theory]
    [InlineData(0f, "pads of +1")]
    [InlineData(0.5f, "pads of +1")]
    public void A_border_that_bits_do_not_have_is_refused(float border, string reason)
    {
        (Sketch sketch, string x) = First(1);
        x = sketch.Node("Sign", [sketch.Node("Conv", [Padded(sketch, x, border), sketch.Signs([1], 8, 64, 3, 3)])]);
        Refused(sketch.Model(sketch.Dense(x, 8 * 64, 3)), "(Conv)", reason);
    }

    [Fact]
    public void Weights_that_are_not_signs_are_refused()
    {
        (Sketch sketch, string x) = First(1);
        x = sketch.Node("Sign", [sketch.Node("Conv", [x, sketch.Random(8, 64, 1, 1)])]);
        Refused(sketch.Model(sketch.Dense(x, 8 * 64, 3)), "(Conv)", "±α");
    }

    [Fact]
    public void A_network_without_signs_is_refused()
    {
        Sketch sketch = new(1, 8, 8);
        Refused(sketch.Model(sketch.Dense(Input, 64, 3)), "--as binary-trunk", "Sign");
    }

    [Fact]
    public void A_sum_that_can_be_0_before_a_sign_is_told()
    {
        (Sketch sketch, string x) = First(1);
        x = sketch.Node("Sign", [sketch.Node("Conv", [x, sketch.Signs([1], 8, 64, 1, 1)])]);
        ImportedNetwork imported = Peer.Import(sketch.Model(sketch.Dense(x, 8 * 64, 3)), Target.BinaryTrunk, Centred);
        Assert.Contains("exactly 0", Assert.Single(imported.Warnings), StringComparison.Ordinal);
    }

    /// <summary>Every order of pool, batch norm and sign; factors of both signs before the sign that follows a pool.</summary>
    private static ModelProto Drawn(int seed)
    {
        (Sketch sketch, string x) = First(seed);
        string early = sketch.Dense(sketch.Node("GlobalAveragePool", [x]), 64, 5);
        x = sketch.Node("Conv", [Padded(sketch, x, 1), sketch.Signs([0.1f, 0.7f, 2], 64, 64, 3, 3)]);
        x = sketch.MaxPool(sketch.Node(
            "Sign", [sketch.Node("Clip", [sketch.BatchNorm(x, 64, isPositive: false), sketch.Floats([], -1), sketch.Floats([], 1)])]));
        string middle = sketch.Dense(x, 64 * 4 * 4, 5);
        x = sketch.MaxPool(sketch.Node("Conv", [Padded(sketch, x, 1), sketch.Signs([1], 128, 64, 3, 3)]));
        x = sketch.Node("Sign", [sketch.BatchNorm(x, 128, isPositive: false)]);
        x = sketch.Node("MatMul", [sketch.Node("Flatten", [x]), sketch.Signs([1], 128 * 4, 96)]);
        x = sketch.Node("Sign", [sketch.BatchNorm(x, 96, isPositive: false)]);
        return sketch.Model(early, middle, sketch.Dense(x, 96, 5));
    }

    /// <summary>A first layer whose weights are 8-bit steps, then pool, batch norm, sign: 64 channels of 8×8.</summary>
    private static (Sketch Sketch, string Signs) First(int seed)
    {
        Sketch sketch = new(1, 16, 16, seed);
        float[] weights = [.. sketch.Between(64 * 9, -127, 127).Select((weight, i) => (i % 9 == 0 ? 127 : MathF.Round(weight)) / 512)];
        string biases = sketch.Floats([64], sketch.Between(64, -0.1, 0.1));
        string x = sketch.Node("Conv", [Input, sketch.Floats([64, 1, 3, 3], weights), biases], Ints("pads", 1, 1, 1, 1));
        return (sketch, sketch.Node("Sign", [sketch.BatchNorm(sketch.MaxPool(x), 64, isPositive: false)]));
    }

    private static string Padded(Sketch sketch, string x, float border) =>
        sketch.Node("Pad", [x, sketch.Integers(0, 0, 1, 1, 0, 0, 1, 1), sketch.Floats([], border)]);

    private static void Refused(ModelProto model, params string[] words)
    {
        ImportException fault = Assert.Throws<ImportException>(() => Peer.Import(model, Target.BinaryTrunk, Centred));
        Assert.All(words, word => Assert.Contains(word, fault.Message, StringComparison.Ordinal));
    }
}
