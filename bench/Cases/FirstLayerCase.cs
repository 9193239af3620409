using Agent.Import.Onnx;
using Benchmarks.Onnx;
using Benchmarks.Racing;
using Inference;
using DataType = Agent.Import.Onnx.TensorProto.Types.DataType;

namespace Benchmarks.Cases;

/// <summary>The first layer of a binary network, bytes to bits, against a float convolution with ReLU: what it costs.</summary>
internal sealed class FirstLayerCase(string name, InputShape input, int channels) : ICase
{
    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public Race Prepare()
    {
        Random random = new(1);
        LayerRun conv = new(Layers.Bytes(random, 3, input.Channels, channels), new FeatureMap(FeatureKind.Pixels, input.Height, input.Width, input.Channels));
        LayerRun sign = new(Layers.Sign(random, channels), conv.Output.Map);
        random.NextBytes(conv.Workspace.Pixels);
        long[] from = [1, input.Channels, input.Height, input.Width];
        long[] to = [1, channels, input.Height, input.Width];
        TensorProto weights = OrtGraph.Floats(Layers.Floats(random, channels * input.Channels * 9), channels, input.Channels, 3, 3);
        byte[] model = new OrtGraph(DataType.Float, from)
            .Then("Conv", [weights], OrtGraph.Integers("pads", 1, 1, 1, 1)).Then("Relu")
            .Build(DataType.Float, to);
        OrtModel<float, float> floats = new(
            model, Layers.Floats(random, input.Length), from, new float[channels * input.Height * input.Width], to);
        return new Race(conv.Macs, [new("ours", () => Run(conv, sign)), new("ORT fp32", floats.Run)]);
    }

    private static void Run(LayerRun conv, LayerRun sign)
    {
        conv.Run();
        sign.Run();
    }
}
