using System.Runtime.InteropServices;
using Agent.Import.Onnx;
using Benchmarks.Onnx;
using Benchmarks.Racing;
using Inference;
using Inference.Format;
using DataType = Agent.Import.Onnx.TensorProto.Types.DataType;

namespace Benchmarks.Cases;

/// <summary>A 3×3 convolution of as many channels out as in: bits to bits against the same ±1 weights in float and in int8.</summary>
/// <remarks>
/// Bare operators: ours thresholds and packs what it writes, theirs do not. Outside the picture ours reads +1 and theirs 0, so the
/// outputs are compared inside a margin of one.
/// </remarks>
internal sealed class BinaryConvCase(string name, int channels, int side) : ICase
{
    private readonly long[] _shape = [1, channels, side, side];

    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public Race Prepare()
    {
        Random random = new(channels);
        ulong[] bits = Signs.Random(random, side * side, channels);
        ulong[] weights = Signs.Random(random, channels * 9, channels);
        int[] thresholds = [.. Enumerable.Range(0, channels).Select(_ => random.Next(-3, 4))];
        BinaryConvDefinition definition = new(3, channels, channels, weights, thresholds, new bool[channels]);
        LayerRun ours = new(definition, new FeatureMap(FeatureKind.Bits, side, side, channels));
        bits.CopyTo(ours.Workspace.Bits(ours.Input));
        float[] planes = Signs.Planes(bits, side * side, channels);
        float[] kernels = Kernels(weights);
        OrtModel<float, float> floats = new(Floats(kernels), planes, _shape, new float[planes.Length], _shape);
        (Action eights, Func<int, float> sum) = Eights(planes, kernels);
        ours.Run();
        floats.Run();
        eights();
        Check(ours, thresholds, index => floats.Output[index], "ORT fp32");
        Check(ours, thresholds, sum, "ORT int8");
        return new Race(ours.Macs, [new("ours", ours.Run), new("ORT fp32", floats.Run), new("ORT int8", eights)]);
    }

    /// <summary><c>[out][ky·kx][in]</c> to ONNX's <c>[out][in][ky][kx]</c>.</summary>
    private float[] Kernels(ulong[] weights)
    {
        float[] kernels = new float[channels * channels * 9];
        for (int index = 0; index < kernels.Length; index++)
            kernels[index] = Signs.At(weights, channels, index / (9 * channels) * 9 + index % 9, index / 9 % channels);
        return kernels;
    }

    private byte[] Floats(float[] kernels) => new OrtGraph(DataType.Float, _shape)
        .Then("Conv", [OrtGraph.Floats(kernels, channels, channels, 3, 3)], OrtGraph.Integers("pads", 1, 1, 1, 1))
        .Build(DataType.Float, _shape);

    /// <summary>QLinearConv by its faster type: unsigned activations on x64, signed ones on arm64; sums are halved until they fit.</summary>
    private (Action Run, Func<int, float> Sum) Eights(float[] planes, float[] kernels)
    {
        bool signed = RuntimeInformation.ProcessArchitecture == Architecture.Arm64;
        float step = channels / 8;
        int zero = signed ? 0 : 128;
        byte[] input = [.. planes.Select(value => (byte)((int)value + zero))];
        sbyte[] eights = [.. kernels.Select(value => (sbyte)value)];
        DataType type = signed ? DataType.Int8 : DataType.Uint8;
        TensorProto zeroPoint = OrtGraph.Tensor<byte>(type, [(byte)zero]);
        byte[] model = new OrtGraph(type, _shape)
            .Then(
                "QLinearConv",
                [
                    OrtGraph.Floats([1f]), zeroPoint,
                    OrtGraph.Tensor<sbyte>(DataType.Int8, eights, channels, channels, 3, 3), OrtGraph.Floats([1f]),
                    OrtGraph.Tensor<sbyte>(DataType.Int8, [0]), OrtGraph.Floats([step]), zeroPoint.Clone(),
                ],
                OrtGraph.Integers("pads", 1, 1, 1, 1))
            .Build(type, _shape);
        if (signed)
        {
            OrtModel<sbyte, sbyte> run = new(model, [.. input.Select(value => (sbyte)value)], _shape, new sbyte[planes.Length], _shape);
            return (run.Run, index => run.Output[index] * step);
        }
        else
        {
            OrtModel<byte, byte> run = new(model, input, _shape, new byte[planes.Length], _shape);
            return (run.Run, index => (run.Output[index] - zero) * step);
        }
    }

    /// <summary>Our bit is sum &lt; threshold; a rounded sum decides wherever it is not at the threshold.</summary>
    private void Check(LayerRun ours, int[] thresholds, Func<int, float> sum, string peer)
    {
        float doubt = peer.EndsWith("fp32", StringComparison.Ordinal) ? 0 : channels / 8;
        Span<ulong> bits = ours.Workspace.Bits(ours.Output);
        for (int index = 0; index < channels * side * side; index++)
        {
            (int c, int y, int x) = (index / (side * side), index / side % side, index % side);
            if (y == 0 || x == 0 || y == side - 1 || x == side - 1 || Math.Abs(sum(index) - thresholds[c]) < doubt)
                continue;
            if (Signs.At(bits, channels, y * side + x, c) < 0 != sum(index) < thresholds[c])
                throw new InvalidOperationException($"{name}: channel {c} at {y},{x} differs from {peer}, whose sum is {sum(index)}");
        }
    }
}
