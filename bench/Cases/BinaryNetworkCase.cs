using Agent.Import.Onnx;
using Benchmarks.Onnx;
using Benchmarks.Racing;
using Inference;
using Inference.Format;
using Inference.Kernels;
using DataType = Agent.Import.Onnx.TensorProto.Types.DataType;

namespace Benchmarks.Cases;

/// <summary>
/// A whole network from bytes to ten probabilities: first layer in bytes, the rest binary, against the same shapes in float with ReLU.
/// </summary>
/// <remarks>
/// Signs and ReLU differ, so outputs cannot be compared with the float network; ours is compared with the plain definition instead. A
/// layer is a number of channels, <c>M</c> a 2×2 maximum; after the last, either a mean over the map or dense layers.
/// </remarks>
internal sealed class BinaryNetworkCase(string name, InputShape input, string[] convolutions, int[] dense) : ICase
{
    private const int Classes = 10;

    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public Race Prepare()
    {
        NetworkDefinition definition = Binary();
        Network ours = new(definition);
        Network plain = new(definition, KernelCatalog.Choose("portable"));
        Workspace workspace = ours.CreateWorkspace(), plainWorkspace = plain.CreateWorkspace();
        byte[] picture = new byte[input.Length];
        new Random(2).NextBytes(picture);
        if (ours.RunTo(picture, workspace, 1) != plain.RunTo(picture, plainWorkspace, 1)
            || !workspace.Probabilities.SequenceEqual(plainWorkspace.Probabilities))
            throw new InvalidOperationException($"{name}: the answer differs from that of the plain definition");

        long[] shape = [1, input.Channels, input.Height, input.Width];
        OrtModel<float, float> floats = new(Floats(shape), [.. picture.Select(value => value / 255f)], shape, new float[Classes], [1, Classes]);
        floats.Run();
        return new Race(
            ours.CascadeMacs(1), [new("ours", () => ours.RunTo(picture, workspace, 1)), new("ORT fp32", floats.Run)]);
    }

    private NetworkDefinition Binary()
    {
        Random random = new(1);
        List<LayerDefinition> layers = [];
        (int channels, int height, int width) = (input.Channels, input.Height, input.Width);
        foreach (string layer in convolutions)
        {
            if (layer == "M")
            {
                layers.Add(new PoolDefinition(PoolKind.Max));
                (height, width) = (height / 2, width / 2);
                continue;
            }

            int outputs = int.Parse(layer, null);
            layers.AddRange(layers.Count == 0 ? First(random, outputs) : [Layers.Convolution(random, 3, channels, outputs)]);
            channels = outputs;
        }

        int cell = height;
        if (dense.Length > 0)
        {
            layers.Add(new FlattenDefinition());
            (channels, cell) = (channels * height * width, 1);
            foreach (int outputs in dense)
            {
                layers.Add(Layers.Convolution(random, 1, channels, outputs));
                channels = outputs;
            }
        }

        short[] weights = new short[Classes * channels];
        for (int index = 0; index < weights.Length; index++)
            weights[index] = (short)random.Next(-500, 500);
        LinearExitDefinition exit = new(1, new short[channels], weights, new int[Classes], 4, 0);
        string[] classes = [.. Enumerable.Range(0, Classes).Select(k => $"class {k}")];
        return new(name, input, classes, [new(layers, exit)], ExitPolicyKind.Top1, new Dictionary<string, string>());
    }

    private LayerDefinition[] First(Random random, int outputs) =>
        [Layers.Bytes(random, 3, input.Channels, outputs), Layers.Sign(random, outputs)];

    private byte[] Floats(long[] shape)
    {
        Random random = new(1);
        OrtGraph graph = new(DataType.Float, shape);
        (int channels, int height, int width) = (input.Channels, input.Height, input.Width);
        foreach (string layer in convolutions)
        {
            if (layer == "M")
            {
                graph.Then("MaxPool", [], OrtGraph.Integers("kernel_shape", 2, 2), OrtGraph.Integers("strides", 2, 2));
                (height, width) = (height / 2, width / 2);
                continue;
            }

            int outputs = int.Parse(layer, null);
            TensorProto weights = OrtGraph.Floats(Layers.Floats(random, outputs * channels * 9), outputs, channels, 3, 3);
            TensorProto biases = OrtGraph.Floats(Layers.Floats(random, outputs), outputs);
            graph.Then("Conv", [weights, biases], OrtGraph.Integers("pads", 1, 1, 1, 1)).Then("Relu");
            channels = outputs;
        }

        if (dense.Length == 0)
            graph.Then("GlobalAveragePool");
        graph.Then("Flatten");
        channels *= dense.Length > 0 ? height * width : 1;
        foreach (int outputs in (int[])[.. dense, Classes])
        {
            TensorProto weights = OrtGraph.Floats(Layers.Floats(random, outputs * channels), channels, outputs);
            graph.Then("Gemm", [weights, OrtGraph.Floats(Layers.Floats(random, outputs), outputs)]);
            graph.Then(outputs == Classes ? "Softmax" : "Relu");
            channels = outputs;
        }

        return graph.Build(DataType.Float, 1, Classes);
    }
}
