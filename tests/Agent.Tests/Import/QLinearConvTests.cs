using System.Runtime.InteropServices;
using Agent.Import.Onnx;
using Google.Protobuf;
using Inference;
using Inference.Format;
using Inference.Kernels;
using Inference.Layers;
using Microsoft.ML.OnnxRuntime;
using DataType = Agent.Import.Onnx.TensorProto.Types.DataType;

namespace Agent.Tests.Import;

/// <summary>8-bit convolutions of every kernel set against ONNX Runtime's QLinearConv of the same numbers: every byte equal.</summary>
/// <remarks>
/// Signed weights here have 7 bits: on x64 without VNNI ONNX Runtime adds pairs of products in 16 bits, which saturate with larger ones.
/// Its unsigned weights do not, and take the whole range.
/// </remarks>
public sealed class QLinearConvTests
{
    private const int Height = 9;
    private const int Width = 7;

    private static readonly Window[] Windows =
    [
        Window.Same(3), Window.Same(3, 2), Window.One, Window.Same(5),
        new(3, 3, 1, 0, 0, 0, 0), new(3, 3, 1, 2, 0, 1, 2), new(2, 4, 3, 1, 3, 0, 1),
    ];

    private readonly Random _random = new(71);

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public void Convolutions_give_the_same_bytes(bool signedMaps, bool signedWeights)
    {
        foreach (Window window in Windows)
        {
            foreach ((int inputs, int outputs) in new[] { (1, 1), (3, 17), (32, 20), (70, 64) })
            {
                int reach = signedWeights ? 63 : 128;
                float around = 1f / (reach / 2 * window.Area * inputs);
                float[] scales = [.. Enumerable.Range(0, outputs).Select(_ => (0.5f + _random.NextSingle()) * around * 2)];
                Compare(Conv(window, inputs, outputs, reach, scales), signedMaps, signedWeights);
            }
        }
    }

    /// <summary>Every second sum lies halfway between two bytes.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Halves_round_alike(bool signed)
    {
        foreach (Window window in new[] { Window.Same(3), Window.One })
        {
            Int8ConvDefinition conv = Conv(window, 32, 32, 1, [.. Enumerable.Repeat(0.5f, 32)]);
            Compare(conv with { Biases = Array.ConvertAll(conv.Biases, bias => bias % 50) }, signed, signed);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Depthwise_convolutions_give_the_same_bytes(bool signed)
    {
        foreach (Window window in new[] { Window.Same(3), Window.Same(3, 2), Window.Same(5), new(2, 3, 1, 1, 2, 0, 0) })
        {
            foreach (int channels in new[] { 2, 16, 33 })
            {
                float[] scales = [.. Enumerable.Range(0, channels).Select(_ => (0.5f + _random.NextSingle()) / (30 * window.Area))];
                Int8ConvDefinition conv = Conv(window, 1, channels, 63, scales);
                sbyte[] weights = new sbyte[conv.Weights.Length];
                for (int index = 0; index < weights.Length; index++)
                    weights[index % window.Area * channels + index / window.Area] = conv.Weights[index];
                Int8DepthwiseDefinition depthwise = new(
                    window, channels, weights, scales, conv.Biases, conv.InputZero, conv.OutputZero, conv.Lowest, conv.Highest);
                sbyte[] x = Pixels(channels);
                Check(depthwise, x, channels, Theirs(conv, channels, x, signed, signed));
            }
        }
    }

    private Int8ConvDefinition Conv(Window window, int inputs, int outputs, int reach, float[] scales) => new(
        window,
        inputs,
        outputs,
        [.. Enumerable.Range(0, outputs * window.Area * inputs).Select(_ => (sbyte)_random.Next(-reach, Math.Min(reach, 127) + 1))],
        scales,
        [.. Enumerable.Range(0, outputs).Select(_ => _random.Next(-3000, 3000))],
        _random.Next(4) switch { 0 => -128, 1 => 127, 2 => 0, _ => _random.Next(-128, 128) },
        _random.Next(-128, 128),
        -128,
        127);

    private sbyte[] Pixels(int channels) => [.. Enumerable.Range(0, Height * Width * channels).Select(_ => (sbyte)_random.Next(-128, 128))];

    private void Compare(Int8ConvDefinition conv, bool signedMaps, bool signedWeights)
    {
        sbyte[] x = Pixels(conv.InputChannels);
        Check(conv, x, conv.InputChannels, Theirs(conv, 1, x, signedMaps, signedWeights));
    }

    private static void Check(LayerDefinition definition, sbyte[] x, int channels, sbyte[] expected)
    {
        foreach (KernelSet set in KernelCatalog.All.Where(set => set.IsSupported))
        {
            WorkspacePlan plan = new();
            Activation input = plan.Reserve(new FeatureMap(FeatureKind.SignedBytes, Height, Width, channels));
            ILayer layer = set.Layers.Layer(definition, new LayerSite("here", input, plan, []));
            Workspace workspace = new(null, plan);
            x.CopyTo(workspace.SignedBytes(input));
            layer.Run(workspace);
            FeatureMap map = layer.Output.Map;
            sbyte[] found = new sbyte[map.Elements];
            for (int index = 0; index < found.Length; index++)
                found[index % map.Channels * map.Pixels + index / map.Channels] = workspace.SignedBytes(layer.Output)[index];
            Assert.True(expected.SequenceEqual(found), $"{definition} on {set.Name}, {layer.Kernel}");
        }
    }

    /// <summary>QLinearConv's bytes in planes, taken back to signed ones.</summary>
    private static sbyte[] Theirs(Int8ConvDefinition conv, int groups, sbyte[] pixels, bool signedMaps, bool signedWeights)
    {
        Peer.SkipWhereMissing();
        int channels = conv.InputChannels * groups;
        int shift = signedMaps ? 0 : 128;
        byte[] planes = new byte[pixels.Length];
        for (int index = 0; index < pixels.Length; index++)
            planes[index % channels * Height * Width + index / channels] = (byte)(pixels[index] + shift);
        byte[] model = Model(conv, groups, signedMaps, signedWeights).ToByteArray();
        byte[] bytes = signedMaps ? Run<sbyte>(model, planes, channels) : Run<byte>(model, planes, channels);
        return Array.ConvertAll(bytes, value => (sbyte)(value - shift));
    }

    private static byte[] Run<T>(byte[] model, byte[] planes, int channels)
        where T : unmanaged
    {
        using InferenceSession session = new(model);
        T[] x = MemoryMarshal.Cast<byte, T>(planes).ToArray();
        using OrtValue input = OrtValue.CreateTensorValueFromMemory(x, [1, channels, Height, Width]);
        using RunOptions options = new();
        using IDisposableReadOnlyCollection<OrtValue> results = session.Run(options, ["x"], [input], ["y"]);
        return MemoryMarshal.AsBytes(results[0].GetTensorDataAsSpan<T>()).ToArray();
    }

    private static ModelProto Model(Int8ConvDefinition conv, int groups, bool signedMaps, bool signedWeights)
    {
        (DataType maps, int shift) = signedMaps ? (DataType.Int8, 0) : (DataType.Uint8, 128);
        (DataType kinds, int weightShift) = signedWeights ? (DataType.Int8, 0) : (DataType.Uint8, 128);
        byte[] weights = new byte[conv.Weights.Length];
        for (int index = 0; index < weights.Length; index++)
        {
            (int n, int rest) = Math.DivRem(index, conv.Window.Area * conv.InputChannels);
            int target = (n * conv.InputChannels + rest % conv.InputChannels) * conv.Window.Area + rest / conv.InputChannels;
            weights[target] = (byte)(conv.Weights[index] + weightShift);
        }

        int outputs = conv.OutputChannels;
        byte[] weightZeros = [.. Enumerable.Repeat((byte)weightShift, signedWeights ? outputs : 1)];
        NodeProto node = new() { OpType = "QLinearConv" };
        node.Input.Add("x");
        node.Output.Add("y");
        Window window = conv.Window;
        node.Attribute.Add(Sketch.Ints("pads", window.Top, window.Left, window.Bottom, window.Right));
        node.Attribute.Add(Sketch.Ints("strides", window.Stride, window.Stride));
        node.Attribute.Add(Sketch.Ints("kernel_shape", window.Height, window.Width));
        node.Attribute.Add(Sketch.Int("group", groups));
        GraphProto graph = new() { Name = "qlinear" };
        graph.Input.Add(Value("x", maps));
        graph.Output.Add(Value("y", maps));
        foreach (TensorProto tensor in (TensorProto[])
        [
            Tensor<float>(DataType.Float, [1f]),
            Tensor<byte>(maps, [(byte)(conv.InputZero + shift)]),
            Tensor<byte>(kinds, weights, outputs, conv.InputChannels, window.Height, window.Width),
            Tensor<float>(DataType.Float, conv.Scales, outputs),
            signedWeights ? Tensor<byte>(kinds, weightZeros, outputs) : Tensor<byte>(kinds, weightZeros),
            Tensor<float>(DataType.Float, [1f]),
            Tensor<byte>(maps, [(byte)(conv.OutputZero + shift)]),
            Tensor<int>(DataType.Int32, conv.Biases, outputs),
        ])
        {
            tensor.Name = $"c{graph.Initializer.Count}";
            graph.Initializer.Add(tensor);
            node.Input.Add(tensor.Name);
        }

        graph.Node.Add(node);
        ModelProto model = new() { IrVersion = 8, Graph = graph };
        model.OpsetImport.Add(new OperatorSetIdProto { Version = 17 });
        return model;
    }

    private static TensorProto Tensor<T>(DataType type, ReadOnlySpan<T> values, params long[] dims)
        where T : unmanaged
    {
        TensorProto tensor = new() { DataType = (int)type, RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes(values)) };
        tensor.Dims.AddRange(dims);
        return tensor;
    }

    private static ValueInfoProto Value(string name, DataType type) =>
        new() { Name = name, Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = (int)type } } };
}
