using Agent.Import.Onnx;
using Benchmarks.Onnx;
using Benchmarks.Racing;
using Inference;
using Inference.Format;
using DataType = Agent.Import.Onnx.TensorProto.Types.DataType;

namespace Benchmarks.Cases;

/// <summary>
/// A padded 3×3 convolution of signed bytes with a scale an output channel, against QLinearConv of the same numbers; every byte equal.
/// </summary>
/// <remarks>
/// Weights of 7 bits: with larger ones ONNX Runtime's 16-bit sums of pairs saturate on this instruction set, and ours do not.
/// </remarks>
internal sealed class Int8ConvCase(string name, int channels, int side) : ICase
{
    private const int InputZero = -5;
    private const int OutputZero = 9;

    private readonly long[] _shape = [1, channels, side, side];

    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public Race Prepare()
    {
        Random random = new(channels);
        Int8ConvDefinition definition = Definition(random);
        LayerRun ours = new(definition, new FeatureMap(FeatureKind.SignedBytes, side, side, channels));
        Span<sbyte> input = ours.Workspace.SignedBytes(ours.Input);
        for (int index = 0; index < input.Length; index++)
            input[index] = (sbyte)random.Next(-128, 128);
        (Action theirs, Func<int, int> output) = Peer(definition, Planes(input));
        ours.Run();
        theirs();
        Check(ours, output);
        return new Race(ours.Macs, [new("ours", ours.Run), new("ORT int8", theirs)]);
    }

    private Int8ConvDefinition Definition(Random random)
    {
        sbyte[] weights = [.. Enumerable.Range(0, channels * channels * 9).Select(_ => (sbyte)random.Next(-63, 64))];
        float[] scales = [.. Enumerable.Range(0, channels).Select(_ => (0.5f + random.NextSingle()) / (60 * channels))];
        int[] biases = [.. Enumerable.Range(0, channels).Select(_ => random.Next(-20_000, 20_000))];
        return new(Window.Same(3), channels, channels, weights, scales, biases, InputZero, OutputZero, -128, 127);
    }

    private (Action Run, Func<int, int> Output) Peer(Int8ConvDefinition definition, sbyte[] planes)
    {
        sbyte[] weights = new sbyte[definition.Weights.Length];
        for (int index = 0; index < weights.Length; index++)
        {
            (int n, int tap, int c) = (index / (9 * channels), index / channels % 9, index % channels);
            weights[(n * channels + c) * 9 + tap] = definition.Weights[index];
        }

        Int8Node node = new(_shape, _shape);
        TensorProto[] initializers =
        [
            OrtGraph.Floats([1f]), node.Zero(InputZero),
            OrtGraph.Tensor<sbyte>(DataType.Int8, weights, channels, channels, 3, 3), OrtGraph.Floats(definition.Scales, channels),
            OrtGraph.Tensor<sbyte>(DataType.Int8, new sbyte[channels], channels), OrtGraph.Floats([1f]), node.Zero(OutputZero),
            OrtGraph.Tensor<int>(DataType.Int32, definition.Biases, channels),
        ];
        return node.Open("QLinearConv", initializers, planes, OrtGraph.Integers("pads", 1, 1, 1, 1));
    }

    private sbyte[] Planes(ReadOnlySpan<sbyte> pixels)
    {
        sbyte[] planes = new sbyte[pixels.Length];
        for (int index = 0; index < planes.Length; index++)
            planes[index % channels * side * side + index / channels] = pixels[index];
        return planes;
    }

    private void Check(LayerRun ours, Func<int, int> theirs)
    {
        Span<sbyte> output = ours.Workspace.SignedBytes(ours.Output);
        for (int index = 0; index < output.Length; index++)
        {
            int their = theirs(index % channels * side * side + index / channels);
            if (output[index] != their)
            {
                throw new InvalidOperationException(
                    $"{name}: channel {index % channels} of pixel {index / channels} is {output[index]}, of ORT int8 {their}");
            }
        }
    }
}
