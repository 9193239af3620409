using Inference.Format;
using Inference.Kernels;

namespace Inference.Layers;

/// <summary>
/// Values to values: <c>bit_c = (x_c &lt; t_c)</c>, <c>acc_n = K − 2·popcount(bits xor w_n)</c> over Kernel² taps (outside the picture +1),
/// <c>y_n = sat16(x_{n mod in} + sat16((acc_n·m_n + b_n) &gt;&gt; shift))</c>; <c>[H × W × OutputChannels]</c>. |acc| ≤ K ≤ 18,432.
/// </summary>
internal sealed class BinaryResidual<TKernels> : ILayer
    where TKernels : IKernels
{
    private readonly Activation _input;
    private readonly BinaryTrunk<TKernels> _trunk;
    private readonly short[] _thresholds;
    private readonly ulong[] _noFlips;
    private readonly OutputTransform _transform;
    private readonly int _bits;

    public BinaryResidual(BinaryResidualDefinition definition, LayerSite site)
    {
        Check(definition, site);
        _input = site.Input;
        _trunk = new(site, definition.Kernel, definition.OutputChannels, definition.Weights);
        _thresholds = definition.Thresholds;
        _noFlips = new ulong[site.Map.Words];
        _transform = OutputTransform.Padded(definition.Multipliers, definition.Biases, definition.Shift);
        _bits = site.Plan.ReservePaddedBits(_trunk.Shape.Width * site.Map.Words);
        Output = site.Plan.Reserve(site.Map with { Channels = definition.OutputChannels });
    }

    /// <inheritdoc/>
    public Activation Output { get; }

    /// <inheritdoc/>
    public long Macs => _trunk.Macs;

    /// <inheritdoc/>
    public void Run(Workspace workspace)
    {
        ReadOnlySpan<short> input = workspace.Values(_input);
        Span<short> output = workspace.Values(Output);
        int width = _trunk.Shape.Width;
        int inputRow = width * _input.Map.Channels;
        int outputRow = width * Output.Map.Channels;
        Span<ulong> bits = workspace.PaddedBits.AsSpan(_bits, width * _input.Map.Words);
        for (int y = 0; y < _trunk.Height; y++)
        {
            TKernels.Binarize(input.Slice(y * inputRow, inputRow), _input.Map.Channels, _thresholds, _noFlips, bits);
            _trunk.Arrange(workspace, y, bits);
        }

        for (int band = 0; band < _trunk.Height; band += _trunk.Rows(band))
        {
            ReadOnlySpan<short> sums = _trunk.Convolve(workspace, band);
            for (int row = 0; row < _trunk.Rows(band); row++)
            {
                ReadOnlySpan<short> shortcut = input.Slice((band + row) * inputRow, inputRow);
                Span<short> target = output.Slice((band + row) * outputRow, outputRow);
                TKernels.AddResidual(sums.Slice(row * _trunk.Shape.RowSums), shortcut, _trunk.Shape, _transform, target);
            }
        }
    }

    private static void Check(BinaryResidualDefinition definition, LayerSite site)
    {
        string place = site.Place;
        Expect.Kind(place, "binary_residual", site.Map, FeatureKind.Values);
        BinaryTrunk<TKernels>.Check(
            site, "binary_residual", (definition.Kernel, definition.InputChannels, definition.OutputChannels), definition.Weights);
        int inputs = definition.InputChannels;
        Expect.OneOf(place, "output channels", definition.OutputChannels, [inputs, 2 * inputs, 4 * inputs]);
        Expect.Range(place, "shift", definition.Shift, 0, 31);
        Expect.Length(place, "thresholds", definition.Thresholds, inputs);
        Expect.Length(place, "multipliers", definition.Multipliers, definition.OutputChannels);
        Expect.Length(place, "biases", definition.Biases, definition.OutputChannels);
        long reach = (long)definition.Kernel * definition.Kernel * inputs;
        for (int n = 0; n < definition.OutputChannels; n++)
            Expect.Fits32Bits(place, n, reach, definition.Multipliers[n], definition.Biases[n]);
    }
}
