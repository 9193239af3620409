using System.Runtime.InteropServices;
using Agent.Import.Onnx;
using Benchmarks.Onnx;
using Benchmarks.Racing;
using Inference;
using Inference.Format;
using DataType = Agent.Import.Onnx.TensorProto.Types.DataType;

namespace Benchmarks.Cases;

/// <summary>A dense layer on one sample: a 1×1 convolution of one pixel, against MatMul and QLinearMatMul.</summary>
internal sealed class BinaryDenseCase(string name, int channels) : ICase
{
    private readonly long[] _shape = [1, channels];

    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public Race Prepare()
    {
        Random random = new(channels);
        ulong[] bits = Signs.Random(random, 1, channels);
        ulong[] weights = Signs.Random(random, channels, channels);
        int[] thresholds = [.. Enumerable.Range(0, channels).Select(_ => random.Next(-3, 4))];
        BinaryConvDefinition definition = new(1, channels, channels, weights, thresholds, new bool[channels]);
        LayerRun ours = new(definition, new FeatureMap(FeatureKind.Bits, 1, 1, channels));
        bits.CopyTo(ours.Workspace.Bits(ours.Input));
        float[] input = Signs.Planes(bits, 1, channels);

        // Planes of the weights: [in][out], as a matrix product wants them.
        float[] matrix = Signs.Planes(weights, channels, channels);
        OrtModel<float, float> floats = new(Floats(matrix), input, _shape, new float[channels], _shape);
        (Action eights, Func<int, float> sum) = Eights(input, matrix);
        ours.Run();
        floats.Run();
        eights();
        Check(ours, thresholds, index => floats.Output[index], 0, "ORT fp32");
        Check(ours, thresholds, sum, 1, "ORT int8");
        return new Race(ours.Macs, [new("ours", ours.Run), new("ORT fp32", floats.Run), new("ORT int8", eights)]);
    }

    private byte[] Floats(float[] matrix) => new OrtGraph(DataType.Float, _shape)
        .Then("MatMul", [OrtGraph.Floats(matrix, channels, channels)])
        .Build(DataType.Float, _shape);

    private (Action Run, Func<int, float> Sum) Eights(float[] input, float[] matrix)
    {
        bool signed = RuntimeInformation.ProcessArchitecture == Architecture.Arm64;
        int zero = signed ? 0 : 128;
        DataType type = signed ? DataType.Int8 : DataType.Uint8;
        TensorProto zeroPoint = OrtGraph.Tensor<byte>(type, [(byte)zero]);
        sbyte[] eights = [.. matrix.Select(value => (sbyte)value)];
        byte[] model = new OrtGraph(type, _shape)
            .Then(
                "QLinearMatMul",
                [
                    OrtGraph.Floats([1f]), zeroPoint,
                    OrtGraph.Tensor<sbyte>(DataType.Int8, eights, channels, channels), OrtGraph.Floats([1f]),
                    OrtGraph.Tensor<sbyte>(DataType.Int8, [0]), OrtGraph.Floats([1f]), zeroPoint.Clone(),
                ])
            .Build(type, _shape);
        if (signed)
        {
            OrtModel<sbyte, sbyte> run = new(model, [.. input.Select(value => (sbyte)value)], _shape, new sbyte[channels], _shape);
            return (run.Run, index => run.Output[index]);
        }
        else
        {
            OrtModel<byte, byte> run = new(model, [.. input.Select(value => (byte)(value + zero))], _shape, new byte[channels], _shape);
            return (run.Run, index => run.Output[index] - zero);
        }
    }

    private void Check(LayerRun ours, int[] thresholds, Func<int, float> sum, int doubt, string peer)
    {
        Span<ulong> bits = ours.Workspace.Bits(ours.Output);
        for (int n = 0; n < channels; n++)
        {
            if (Math.Abs(sum(n) - thresholds[n]) >= doubt && Signs.At(bits, channels, 0, n) < 0 != sum(n) < thresholds[n])
                throw new InvalidOperationException($"{name}: output {n} differs from {peer}, whose sum is {sum(n)}");
        }
    }
}
