using System.Runtime.InteropServices;
using Agent.Import.Onnx;
using Benchmarks.Onnx;
using DataType = Agent.Import.Onnx.TensorProto.Types.DataType;

namespace Benchmarks.Cases;

/// <summary>
/// One quantised operator in ONNX Runtime, by its faster type: unsigned activations on x64, signed ones on arm64. What we hold as a
/// signed byte is the unsigned one less 128, zero points alike.
/// </summary>
internal sealed class Int8Node
{
    private readonly bool _signed = RuntimeInformation.ProcessArchitecture == Architecture.Arm64;
    private readonly long[] _inputShape;
    private readonly long[] _outputShape;

    public Int8Node(long[] inputShape, long[] outputShape)
    {
        _inputShape = inputShape;
        _outputShape = outputShape;
    }

    private DataType Type => _signed ? DataType.Int8 : DataType.Uint8;

    /// <summary>A signed zero point in the type of the activations.</summary>
    public TensorProto Zero(int zero) => OrtGraph.Tensor<byte>(Type, [(byte)(_signed ? zero : zero + 128)]);

    /// <summary>A session with its input bound.</summary>
    /// <param name="node">The operator.</param>
    /// <param name="initializers">What it reads beside the input.</param>
    /// <param name="input">Signed bytes in the order of the operator.</param>
    /// <param name="attributes">Of the operator.</param>
    /// <returns>Runs it, and reads an output as a signed byte.</returns>
    public (Action Run, Func<int, int> Output) Open(
        string node, TensorProto[] initializers, sbyte[] input, params ReadOnlySpan<AttributeProto> attributes)
    {
        byte[] model = new OrtGraph(Type, _inputShape).Then(node, initializers, attributes).Build(Type, _outputShape);
        long outputs = _outputShape.Aggregate((product, size) => product * size);
        if (_signed)
        {
            OrtModel<sbyte, sbyte> run = new(model, input, _inputShape, new sbyte[outputs], _outputShape);
            return (run.Run, index => run.Output[index]);
        }

        byte[] shifted = [.. input.Select(value => (byte)(value + 128))];
        OrtModel<byte, byte> unsigned = new(model, shifted, _inputShape, new byte[outputs], _outputShape);
        return (unsigned.Run, index => unsigned.Output[index] - 128);
    }
}
