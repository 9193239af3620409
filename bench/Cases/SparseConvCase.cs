using Benchmarks.Onnx;
using Benchmarks.Racing;
using Inference;
using Inference.Format;
using DataType = Agent.Import.Onnx.TensorProto.Types.DataType;

namespace Benchmarks.Cases;

/// <summary>
/// Float layers of as many channels out as in, of which a share of the blocks of output channels is zero: stored blocks alone against
/// everything, ours and ONNX Runtime's. A 3×3 convolution is pruned in blocks of 4, a dense layer (one pixel) in blocks of 16.
/// </summary>
internal sealed class SparseConvCase(string name, int channels, int side, int percent) : ICase
{
    private readonly int _kernel = side == 1 ? 1 : 3;
    private readonly long[] _shape = side == 1 ? [1, channels] : [1, channels, side, side];

    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public Race Prepare()
    {
        Random random = new(channels + percent);
        float[] input = Floats(random, channels * side * side);
        Window window = side == 1 ? Window.One : Window.Same(3);
        FloatConvDefinition dense = new(window, channels, channels, Weights(random), new float[channels], ActivationKind.None);
        SparseFloatConvDefinition sparse = BlockSparse.Pack(dense, side * side);
        FeatureMap map = new(FeatureKind.Floats, side, side, channels);
        LayerRun ours = new(sparse, map), everything = new(dense, map);
        input.CopyTo(ours.Workspace.Floats(ours.Input));
        input.CopyTo(everything.Workspace.Floats(everything.Input));
        OrtModel<float, float> peer = new(Model(dense.Weights), input, _shape, new float[input.Length], _shape);
        ours.Run();
        everything.Run();
        peer.Run();
        for (int index = 0; index < input.Length; index++)
        {
            float found = ours.Workspace.Floats(ours.Output)[index];
            if (found != everything.Workspace.Floats(everything.Output)[index] || Math.Abs(found - peer.Output[index]) > 1e-3)
                throw new InvalidOperationException($"{name}: output {index} is {found}, of ONNX Runtime {peer.Output[index]}");
        }

        double fill = BlockSparse.Measure<float>(dense.Weights, channels, sparse.Block).Fill;
        return new Race(
            everything.Macs,
            [new($"ours, {sparse.Block}×1 {fill:P0} full", ours.Run), new("ours, dense", everything.Run), new("ORT fp32, dense", peer.Run)]);
    }

    private static float[] Floats(Random random, int length)
    {
        float[] values = new float[length];
        for (int index = 0; index < length; index++)
            values[index] = random.NextSingle() - 0.5f;
        return values;
    }

    private float[] Weights(Random random)
    {
        int block = side == 1 ? 16 : 4;
        int row = channels * _kernel * _kernel;
        float[] weights = Floats(random, channels * row);
        for (int place = 0; place < channels / block * row; place++)
        {
            for (int lane = 0, zero = random.Next(100); lane < block && zero < percent; lane++)
                weights[(place / row * block + lane) * row + place % row] = 0;
        }

        return weights;
    }

    private byte[] Model(float[] weights)
    {
        OrtGraph graph = new(DataType.Float, _shape);
        if (_kernel == 3)
        {
            graph.Then("Conv", [OrtGraph.Floats(weights, channels, channels, 3, 3)], OrtGraph.Integers("pads", 1, 1, 1, 1));
        }
        else
        {
            // [out][in] to [in][out], as a matrix product wants them.
            float[] matrix = new float[weights.Length];
            for (int index = 0; index < weights.Length; index++)
                matrix[index % channels * channels + index / channels] = weights[index];
            graph.Then("MatMul", [OrtGraph.Floats(matrix, channels, channels)]);
        }

        return graph.Build(DataType.Float, _shape);
    }
}
