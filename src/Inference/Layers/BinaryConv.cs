using Inference.Format;
using Inference.Kernels;

namespace Inference.Layers;

/// <summary>
/// Bits to bits: <c>acc_n = K − 2·popcount(x xor w_n)</c> over Kernel² taps (outside the picture +1), <c>bit_n = (acc_n &lt;
/// t_n) xor flip_n</c>; <c>[H × W × OutputChannels]</c>.
/// </summary>
internal sealed class BinaryConv<TKernels> : ILayer
    where TKernels : IKernels
{
    private readonly Activation _input;
    private readonly BinaryTrunk<TKernels> _trunk;
    private readonly BitThresholds _thresholds;

    public BinaryConv(BinaryConvDefinition definition, LayerSite site)
    {
        Expect.Kind(site.Place, "binary_conv", site.Map, FeatureKind.Bits);
        BinaryTrunk<TKernels>.Check(
            site, "binary_conv", (definition.Kernel, definition.InputChannels, definition.OutputChannels), definition.Weights);
        Expect.Length(site.Place, "thresholds", definition.Thresholds, definition.OutputChannels);
        Expect.Length(site.Place, "flips", definition.Flips, definition.OutputChannels);
        _input = site.Input;
        _trunk = new(site, definition.Kernel, definition.OutputChannels, definition.Weights);
        _thresholds = new(definition.Thresholds, Sign<TKernels>.Pack(definition.Flips), _trunk.Shape);
        Output = site.Plan.Reserve(site.Map with { Channels = definition.OutputChannels });
    }

    /// <inheritdoc/>
    public Activation Output { get; }

    /// <inheritdoc/>
    public long Macs => _trunk.Macs;

    /// <inheritdoc/>
    public void Run(Workspace workspace)
    {
        ReadOnlySpan<ulong> input = workspace.Bits(_input);
        Span<ulong> output = workspace.Bits(Output);
        int inputRow = _trunk.Shape.Width * _input.Map.Words;
        int outputRow = _trunk.Shape.Width * Output.Map.Words;
        for (int y = 0; y < _trunk.Height; y++)
            _trunk.Arrange(workspace, y, input.Slice(y * inputRow, inputRow));

        for (int y = 0; y < _trunk.Height; y += _trunk.Rows(y))
            _trunk.Convolve(workspace, y, _thresholds, output.Slice(y * outputRow, _trunk.Rows(y) * outputRow));
    }
}
