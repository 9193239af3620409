using Microsoft.ML.OnnxRuntime;

namespace Benchmarks.Onnx;

/// <summary>A model in ONNX Runtime on one thread, its input and output bound once, so that a run is nothing but the run.</summary>
/// <typeparam name="TInput">Element of the input.</typeparam>
/// <typeparam name="TOutput">Element of the output.</typeparam>
internal sealed class OrtModel<TInput, TOutput>
    where TInput : unmanaged
    where TOutput : unmanaged
{
    private readonly InferenceSession _session;
    private readonly OrtIoBinding _binding;
    private readonly RunOptions _options = new();

    public OrtModel(byte[] model, TInput[] input, long[] inputShape, TOutput[] output, long[] outputShape)
    {
        using SessionOptions options = new()
        {
            IntraOpNumThreads = 1,
            InterOpNumThreads = 1,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
        };
        _session = new(model, options);
        _binding = _session.CreateIoBinding();
        Output = output;
        OrtValue from = OrtValue.CreateTensorValueFromMemory(input, inputShape);
        OrtValue to = OrtValue.CreateTensorValueFromMemory(output, outputShape);
        _binding.BindInput(_session.InputNames[0], from);
        _binding.BindOutput(_session.OutputNames[0], to);
    }

    /// <summary>What the last run wrote.</summary>
    public TOutput[] Output { get; }

    public void Run() => _session.RunWithBinding(_options, _binding);
}
