using Inference.Format;
using Inference.Kernels;

namespace Inference.Layers;

/// <summary>
/// Bits to bits: <c>acc_n = K − 2·popcount(x xor w_n)</c> over Kernel² taps (outside the picture +1), <c>bit_n = (acc_n &lt;
/// t_n) xor flip_n</c>;
/// <c>[H × W × OutputChannels]</c>. |acc| ≤ K ≤ 18,432, so thresholds clamped to 16 bits decide alike.
/// </summary>
internal sealed class BinaryConv<TKernels> : ILayer
    where TKernels : IKernels
{
    private readonly Activation _input;
    private readonly BinaryTrunk<TKernels> _trunk;
    private readonly short[] _thresholds;
    private readonly ulong[] _flips;

    public BinaryConv(BinaryConvDefinition definition, LayerSite site)
    {
        Expect.Kind(site.Place, "binary_conv", site.Map, FeatureKind.Bits);
        BinaryTrunk<TKernels>.Check(
            site, "binary_conv", (definition.Kernel, definition.InputChannels, definition.OutputChannels), definition.Weights);
        Expect.Length(site.Place, "thresholds", definition.Thresholds, definition.OutputChannels);
        Expect.Length(site.Place, "flips", definition.Flips, definition.OutputChannels);
        _input = site.Input;
        _trunk = new(site, definition.Kernel, definition.OutputChannels, definition.Weights);
        _thresholds = Array.ConvertAll(definition.Thresholds, PortableKernels.Saturate);
        _flips = Sign<TKernels>.Pack(definition.Flips);
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
        int inputRow = _input.Map.Width * _input.Map.Words;
        int outputRow = Output.Map.Width * Output.Map.Words;
        for (int y = 0; y < _input.Map.Height; y++)
            input.Slice(y * inputRow, inputRow).CopyTo(_trunk.Row(workspace, y));

        for (int y = 0; y < Output.Map.Height; y++)
        {
            ReadOnlySpan<short> sums = _trunk.Convolve(workspace, y);
            TKernels.Binarize(sums, _trunk.Shape.Stride, _thresholds, _flips, output.Slice(y * outputRow, outputRow));
        }
    }
}
