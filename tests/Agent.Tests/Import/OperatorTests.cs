using Agent.Import;
using static Agent.Tests.Import.Sketch;

namespace Agent.Tests.Import;

/// <summary>Each operator by itself, as floats, against ONNX Runtime.</summary>
public sealed class OperatorTests
{
    private const int Channels = 3;
    private const int Height = 6;
    private const int Width = 8;
    private readonly Sketch _sketch = new(Channels, Height, Width);

    public static TheoryData<int, int, int, int[]> Convolutions() => new()
    {
        { 1, 1, 1, [0, 0, 0, 0] },
        { 3, 3, 1, [1, 1, 1, 1] },
        { 3, 3, 2, [0, 0, 1, 1] },
        { 2, 5, 1, [1, 2, 0, 2] },
        { 5, 3, 3, [2, 1, 2, 1] },
    };

    [Theory]
    [MemberData(nameof(Convolutions))]
    public void A_convolution_over_any_window(int height, int width, int stride, int[] pads) => Holds(_sketch.Node(
        "Conv", [Input, _sketch.Random(5, Channels, height, width), _sketch.Random(5)],
        Ints("pads", [.. pads.Select(pad => (long)pad)]), Ints("strides", stride, stride), Ints("kernel_shape", height, width)));

    [Theory]
    [MemberData(nameof(Convolutions))]
    public void A_depthwise_convolution_over_any_window(int height, int width, int stride, int[] pads) => Holds(_sketch.Node(
        "Conv", [Input, _sketch.Random(Channels, 1, height, width)],
        Ints("pads", [.. pads.Select(pad => (long)pad)]), Ints("strides", stride, stride), Int("group", Channels)));

    [Theory]
    [InlineData("SAME_UPPER")]
    [InlineData("SAME_LOWER")]
    [InlineData("VALID")]
    public void Pads_that_the_model_leaves_to_be_found(string pads) => Holds(_sketch.Node(
        "Conv", [Input, _sketch.Random(4, Channels, 4, 4)], Text("auto_pad", pads), Ints("strides", 2, 2)));

    [Fact]
    public void A_pad_before_a_convolution() => Holds(_sketch.Node(
        "Conv", [_sketch.Node("Pad", [Input, _sketch.Integers(0, 0, 1, 0, 0, 0, 1, 2)]), _sketch.Random(4, Channels, 3, 3)]));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Gemm_after_flatten(bool isTransposed) => Holds(_sketch.Node(
        "Gemm", [_sketch.Node("Flatten", [Input]), isTransposed ? _sketch.Random(7, 144) : _sketch.Random(144, 7), _sketch.Random(7)],
        Int("transB", isTransposed ? 1 : 0), Float("alpha", 0.5f), Float("beta", 2)));

    [Fact]
    public void MatMul_and_the_addition_of_its_bias() => Holds(_sketch.Node(
        "Add", [_sketch.Node(
            "MatMul", [_sketch.Node("Reshape", [Input, _sketch.Integers(0, -1)]), _sketch.Random(144, 7)]), _sketch.Random(7)]));

    [Fact]
    public void Batch_norm_after_a_convolution() => Holds(_sketch.BatchNorm(_sketch.Conv(Input, Channels, 4, 3), 4, isPositive: false));

    [Fact]
    public void Batch_norm_alone() => Holds(_sketch.Relu(_sketch.BatchNorm(Input, Channels)));

    [Theory]
    [InlineData("Add")]
    [InlineData("Sub")]
    [InlineData("Mul")]
    [InlineData("Div")]
    public void Arithmetic_with_a_constant(string op)
    {
        string constant = _sketch.Floats([Channels, 1, 1], _sketch.Between(Channels, 0.5, 2));
        Holds(_sketch.Node(op, [_sketch.Conv(Input, Channels, Channels, 3), constant]));
    }

    [Fact]
    public void A_clamp_to_6() => Holds(_sketch.Node(
        "Clip", [_sketch.Node("Mul", [Input, _sketch.Floats([], 20)]), _sketch.Floats([], 0), _sketch.Floats([], 6)]));

    [Fact]
    public void The_sum_of_two_maps() =>
        Holds(_sketch.Relu(_sketch.Node("Add", [_sketch.Conv(Input, Channels, 4, 3), _sketch.Conv(Input, Channels, 4, 1)])));

    [Theory]
    [InlineData("MaxPool", 1)]
    [InlineData("AveragePool", 0)]
    public void A_pool_over_any_window(string op, int pad) => Holds(_sketch.Node(
        op, [Input], Ints("kernel_shape", 3, 2), Ints("strides", 2, 2), Ints("pads", pad, pad, pad, 0)));

    [Theory]
    [InlineData("GlobalAveragePool")]
    [InlineData("GlobalMaxPool")]
    public void A_pool_over_the_whole_map(string op) => Holds(_sketch.Node(op, [Input]));

    [Fact]
    public void The_mean_over_height_and_width() => Holds(_sketch.Node("ReduceMean", [Input], Ints("axes", 2, 3), Int("keepdims", 0)));

    [Fact]
    public void Names_and_shapes_that_change_nothing() => Holds(_sketch.Node(
        "Squeeze", [_sketch.Node(
            "Dropout", [_sketch.Node("Identity", [_sketch.Node("GlobalAveragePool", [Input])])]), _sketch.Integers(2, 3)]));

    [Theory]
    [InlineData("Softmax")]
    [InlineData("LogSoftmax")]
    public void The_softmax_of_an_exit_is_left_to_the_exit(string op)
    {
        string logits = _sketch.Dense(Input, 144, 5);
        ImportedNetwork imported = Peer.Import(_sketch.Model(_sketch.Node(op, [logits], Int("axis", 1))), Target.Float);
        Assert.Contains("(Gemm)", Assert.Single(imported.Exits), StringComparison.Ordinal);
        Holds(logits);
    }

    [Fact]
    public void Constants_are_computed_at_once()
    {
        string magnitude = _sketch.Floats([4, 1, 1, 1], 0.1f, 0.2f, 0.3f, 0.4f);
        string weights = _sketch.Node("Mul", [_sketch.Node("Sign", [_sketch.Random(4, Channels, 3, 3)]), magnitude]);
        Holds(_sketch.Node("Conv", [Input, weights]));
    }

    /// <summary>Both give the same numbers within single precision.</summary>
    private void Holds(string output)
    {
        // Every number is a logit; ONNX Runtime sees them flattened too.
        string flat = _sketch.Node("Flatten", [output]);
        PixelScaling pixels = new(1 / 255f, [0.4f, 0.5f, 0.6f], [0.3f, 0.25f, 0.2f]);
        Peer.AssertClose(Peer.Run(_sketch.Model(flat), Target.Float, pixels), 1e-5);
    }
}
