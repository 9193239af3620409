using Inference.Format;

namespace Inference.Tests.Layers;

/// <summary>Definitions that contradict themselves, each refused with the place and the reason.</summary>
public sealed class LayerRefusalTests
{
    private static readonly NetworkDefinition Good = Samples.Network(1, new InputShape(32, 32, 1), 8);

    public static TheoryData<string, LayerDefinition[]> Wrong => new()
    {
        { "stage1.layer2: standardize after signed bytes 32×32×1", [new StandardizeDefinition(8), new StandardizeDefinition(8)] },
        { "stage1.layer1: sign after pixels 32×32×1", [new SignDefinition([0], [false])] },
        { "stage1.layer1: binary_conv after pixels", [new BinaryConvDefinition(1, 1, 1, [0], [0], [false])] },
        { "stage1.layer1: binary_residual after pixels", [new BinaryResidualDefinition(1, 1, 1, [0], [0], [1], [0], 0)] },
        { "stage1.layer1: pool after pixels", [new PoolDefinition(PoolKind.Max)] },
        { "stage1.layer1: minimum deviation 0", [new StandardizeDefinition(0)] },
        { "stage1.layer1: kernel 2", [new ByteConvDefinition(2, 1, 1, 1, new sbyte[4], [1], [0], 0)] },
        { "stage1.layer1: stride 3", [new ByteConvDefinition(1, 3, 1, 1, [0], [1], [0], 0)] },
        { "stage1.layer1: shift 32", [new ByteConvDefinition(1, 1, 1, 1, [0], [1], [0], 32)] },
        { "stage1.layer1: byte_conv of 3 channels", [new ByteConvDefinition(1, 1, 3, 1, new sbyte[3], [1], [0], 0)] },
        { "stage1.layer1: 2 weights", [new ByteConvDefinition(1, 1, 1, 1, new sbyte[2], [1], [0], 0)] },
        { "stage1.layer1: output 0 reaching", [new ByteConvDefinition(1, 1, 1, 1, [127], [int.MaxValue], [0], 0)] },
        { "stage1.layer1: output 0 reaching 2147483648", [new ByteConvDefinition(1, 1, 1, 1, [-128], [131072], [0], 0)] },
        { "stage1.layer1: output 0 reaching 2147483648", [new ByteConvDefinition(1, 1, 1, 1, [0], [int.MinValue], [int.MinValue], 0)] },
        { "stage1.layer2: output channels 3", [Conv(1), new BinaryResidualDefinition(1, 1, 3, [0], [0, 0, 0], [1, 1, 1], [0, 0, 0], 0)] },
        { "stage1.layer2: weight word 0 with 1 padding", [Conv(1), new BinaryResidualDefinition(1, 1, 1, [0], [2], [1], [0], 0)] },
        {
            "stage1.layer2: output 0 reaching 2147483649",
            [Conv(1), new BinaryResidualDefinition(3, 1, 1, [0], new ulong[9], [238609294], [3], 0)]
        },
        { "stage1.layer2: 0 thresholds", [Conv(1), new SignDefinition([], [false])] },
        { "stage1.layer3: pool Average after bits", [Conv(1), new SignDefinition([0], [false]), new PoolDefinition(PoolKind.Average)] },
        { "stage1.layer7: pool after values 1×1×1", [Conv(1), .. Enumerable.Repeat(new PoolDefinition(PoolKind.Max), 6)] },
        { "stage1.exit: an exit after signed bytes", [new StandardizeDefinition(8)] },
        { "network: layers 0", [] },
    };

    [Theory]
    [MemberData(nameof(Wrong), DisableDiscoveryEnumeration = true)]
    public void A_layer_that_does_not_fit_is_refused_with_its_place(string found, LayerDefinition[] layers)
    {
        LinearExitDefinition exit = new(1, [0], [0, 0, 0], [0, 0, 0], 0, 0);
        ModelFormatException fault = Refused(Good with { Stages = [new StageDefinition(layers, exit)] });
        Assert.StartsWith(found, fault.Found, StringComparison.Ordinal);
        Assert.NotEmpty(fault.Expected);
        Assert.Equal(-1, fault.Offset);
    }

    [Fact]
    public void The_largest_product_that_fits_32_bits_is_taken() =>
        _ = new Network(Samples.Smallest() with
        {
            Stages = [Samples.Smallest().Stages[0] with { Layers = [new ByteConvDefinition(1, 1, 1, 1, [-128], [131071], [16383], 0)] }],
        });

    [Theory]
    [InlineData(3, 0, 0, "grid 3")]
    [InlineData(0, 0, 0, "grid 0")]
    [InlineData(1, 48, 0, "shift 48")]
    [InlineData(1, 0, 65537, "threshold 65537")]
    public void An_exit_that_does_not_fit_is_refused(int grid, int shift, int threshold, string found)
    {
        LinearExitDefinition exit = new(grid, [0], new short[3 * grid * grid], [0, 0, 0], shift, threshold);
        ModelFormatException fault = Refused(Good with { Stages = [new StageDefinition([Conv(1)], exit)] });
        Assert.StartsWith("stage1.exit: " + found, fault.Found, StringComparison.Ordinal);
    }

    [Fact]
    public void A_map_too_large_for_a_board_is_refused()
    {
        NetworkDefinition network = Good with
        {
            Input = new InputShape(512, 512, 1),
            Stages = [new StageDefinition([Conv(17)], new LinearExitDefinition(4, new short[17], new short[3 * 16 * 17], [0, 0, 0], 0, 0))],
        };
        Assert.Contains("a map of values 512×512×17", Refused(network).Found, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a")]
    [InlineData("a", "a")]
    [InlineData("a", "")]
    public void Classes_are_two_or_more_and_all_different(params string[] classes) =>
        Assert.Throws<ModelFormatException>(() => new Network(Samples.Smallest() with { Classes = classes }));

    private static ModelFormatException Refused(NetworkDefinition network) =>
        Assert.Throws<ModelFormatException>(() => new Network(network));

    private static ByteConvDefinition Conv(int outputs) =>
        new(1, 1, 1, outputs, new sbyte[outputs], new int[outputs], new int[outputs], 0);
}
