using Agent.Import.Onnx;
using Benchmarks.Onnx;
using Benchmarks.Racing;
using Inference;
using Inference.Format;
using DataType = Agent.Import.Onnx.TensorProto.Types.DataType;

namespace Benchmarks.Cases;

/// <summary>A dense layer of signed bytes on one sample, against QLinearMatMul of the same numbers; every byte equal.</summary>
internal sealed class Int8DenseCase(string name, int channels) : ICase
{
    private const int InputZero = -5;
    private const int OutputZero = 9;

    private readonly long[] _shape = [1, channels];

    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public Race Prepare()
    {
        Random random = new(channels);
        sbyte[] weights = [.. Enumerable.Range(0, channels * channels).Select(_ => (sbyte)random.Next(-63, 64))];
        float[] scales = [.. Enumerable.Repeat(1f / (30 * channels), channels)];
        Int8ConvDefinition definition =
            new(Window.One, channels, channels, weights, scales, new int[channels], InputZero, OutputZero, -128, 127);
        LayerRun ours = new(definition, new FeatureMap(FeatureKind.SignedBytes, 1, 1, channels));
        Span<sbyte> input = ours.Workspace.SignedBytes(ours.Input);
        for (int index = 0; index < channels; index++)
            input[index] = (sbyte)random.Next(-128, 128);
        (Action theirs, Func<int, int> output) = Peer(weights, scales[0], [.. input]);
        ours.Run();
        theirs();
        for (int n = 0; n < channels; n++)
        {
            int our = ours.Workspace.SignedBytes(ours.Output)[n];
            if (our != output(n))
                throw new InvalidOperationException($"{name}: output {n} is {our}, of ORT int8 {output(n)}");
        }

        return new Race(ours.Macs, [new("ours", ours.Run), new("ORT int8", theirs)]);
    }

    private (Action Run, Func<int, int> Output) Peer(sbyte[] weights, float scale, sbyte[] input)
    {
        sbyte[] matrix = new sbyte[weights.Length];
        for (int index = 0; index < matrix.Length; index++)
            matrix[index % channels * channels + index / channels] = weights[index];
        Int8Node node = new(_shape, _shape);
        TensorProto[] initializers =
        [
            OrtGraph.Floats([1f]), node.Zero(InputZero),
            OrtGraph.Tensor<sbyte>(DataType.Int8, matrix, channels, channels), OrtGraph.Floats([scale]),
            OrtGraph.Tensor<sbyte>(DataType.Int8, [0]), OrtGraph.Floats([1f]), node.Zero(OutputZero),
        ];
        return node.Open("QLinearMatMul", initializers, input);
    }
}
