using Agent.Import;
using Agent.Import.Onnx;
using Inference.Format;
using static Agent.Tests.Import.Sketch;

namespace Agent.Tests.Import;

/// <summary>Models that are quantised already keep their own steps: the logits are ONNX Runtime's within one step.</summary>
public sealed class QuantizedModelTests
{
    /// <summary>
    /// Of the logits. No step is a simple multiple of another: sums would stand halfway between two steps, where rounding is luck.
    /// </summary>
    private const float Step = 0.05f;

    public static TheoryData<bool> Signedness() => new(true, false);

    [Theory]
    [MemberData(nameof(Signedness))]
    public void Rounding_between_operators_is_kept(bool isSigned) => Holds(Drawn(isSigned));

    [Fact]
    public void Operators_on_codes_are_the_same()
    {
        Sketch sketch = new(3, 8, 8, seed: 4);
        string zero = sketch.Bytes([], 3), wide = sketch.Bytes([], -20);
        string step = sketch.Floats([], 0.01f), output = sketch.Floats([], 0.0307f), last = sketch.Floats([], Step);
        string x = sketch.Node("QuantizeLinear", [Input, step, zero]);
        x = sketch.Node(
            "QLinearConv",
            [
                x, step, zero,
                Codes(sketch, 6, 3, 3, 3), sketch.Floats([6], sketch.Between(6, 0.002, 0.01)), sketch.Bytes([6], 0, 0, 0, 0, 0, 0),
                output, wide, sketch.Wide(100, -2000, 0, 300, 5000, -7),
            ],
            Ints("pads", 1, 1, 1, 1));
        x = sketch.Node("Flatten", [sketch.MaxPool(x)]);
        x = sketch.Node(
            "QLinearMatMul", [x, output, wide, Codes(sketch, 96, 4), sketch.Floats([], 0.01f), sketch.Bytes([], 0), last, zero]);
        Holds(sketch.Model(sketch.Node("DequantizeLinear", [x, last, zero])));
    }

    [Fact]
    public void A_quantised_model_is_not_floats()
    {
        ImportException fault = Assert.Throws<ImportException>(() => Peer.Import(Drawn(true), Target.Float));
        Assert.Contains("--as int8", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_layer_between_the_rounded_maps_is_of_8_bits()
    {
        NetworkDefinition definition = Peer.Import(Drawn(true), Target.Int8).Definition;
        IEnumerable<LayerDefinition> layers = definition.Stages.SelectMany(stage =>
            stage.Layers.Concat(((BranchExitDefinition)stage.Exit).Layers));
        Assert.DoesNotContain(layers, layer => layer is FloatConvDefinition or AffineDefinition or AddDefinition);
        Assert.Contains(layers, layer => layer is Int8AddDefinition);
    }

    /// <summary>Convolution, depthwise, a sum, a pool, a dense layer, each followed by its rounding.</summary>
    private static ModelProto Drawn(bool isSigned)
    {
        Sketch sketch = new(3, 8, 8, seed: 5);
        string x = Rounded(sketch, Input, 0.0041f, isSigned ? -128 : 0, isSigned);
        string left = Rounded(sketch, sketch.Relu(Conv(sketch, x, 0.0041f, 8, 3, 1)), 0.0213f, isSigned ? -128 : 0, isSigned);
        string right = Rounded(sketch, Conv(sketch, x, 0.0041f, 8, 3, 1), 0.0307f, isSigned ? 5 : 130, isSigned);
        x = Rounded(sketch, sketch.Relu(sketch.Node("Add", [left, right])), 0.0411f, isSigned ? -100 : 28, isSigned);
        x = Rounded(sketch, Conv(sketch, x, 0.0411f, 8, 1, 8), 0.0307f, isSigned ? 0 : 128, isSigned);
        x = Rounded(sketch, sketch.MaxPool(x), 0.0307f, isSigned ? 0 : 128, isSigned);
        string weights = sketch.Node(
            "DequantizeLinear", [Codes(sketch, 4, 128), sketch.Floats([4], sketch.Between(4, 0.003, 0.006))], Int("axis", 0));
        x = sketch.Node("Gemm", [sketch.Node("Flatten", [x]), weights], Int("transB", 1));
        return sketch.Model(Rounded(sketch, x, Step, isSigned ? 10 : 138, isSigned));
    }

    private static string Conv(Sketch sketch, string x, float inputStep, int outputs, int inputs, int group)
    {
        float[] steps = sketch.Between(outputs, 0.002, 0.01);
        string weights = sketch.Node(
            "DequantizeLinear", [Codes(sketch, outputs, inputs, 3, 3), sketch.Floats([outputs], steps)], Int("axis", 0));
        string biases = sketch.Node(
            "DequantizeLinear",
            [
                sketch.Wide([.. sketch.Between(outputs, -3000, 3000).Select(code => (int)code)]),
                sketch.Floats([outputs], [.. steps.Select(step => step * inputStep)]),
            ],
            Int("axis", 0));
        return sketch.Node("Conv", [x, weights, biases], Ints("pads", 1, 1, 1, 1), Int("group", group));
    }

    private static string Codes(Sketch sketch, params int[] dims) =>
        sketch.Bytes(dims, [.. sketch.Between(dims.Aggregate(1, (a, b) => a * b), -127, 127).Select(code => (sbyte)code)]);

    private static string Rounded(Sketch sketch, string x, float step, int zero, bool isSigned)
    {
        string scale = sketch.Floats([], step);
        string point = isSigned ? sketch.Bytes([], (sbyte)zero) : sketch.Unsigned([], (byte)zero);
        return sketch.Node("DequantizeLinear", [sketch.Node("QuantizeLinear", [x, scale, point]), scale, point]);
    }

    private static void Holds(ModelProto model)
    {
        int equal = 0, all = 0;
        foreach ((float[] found, float[] expected) in Peer.Run(model, Target.Int8, pictures: 64))
        {
            for (int k = 0; k < found.Length; k++, all++)
            {
                Assert.InRange(found[k], expected[k] - 1.001f * Step, expected[k] + 1.001f * Step);
                equal += Math.Abs(found[k] - expected[k]) < 0.5f * Step ? 1 : 0;
            }
        }

        TestContext.Current.SendDiagnosticMessage($"{equal} of {all} logits equal, the others one step of {Step} apart");
        Assert.InRange(equal, all * 0.95, all);
    }
}
