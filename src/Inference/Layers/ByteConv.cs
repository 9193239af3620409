using Inference.Format;
using Inference.Kernels;

namespace Inference.Layers;

/// <summary>
/// Pixels (as x − 128) or signed bytes to values: <c>y = sat16((Σ w·x · m + b) &gt;&gt; shift)</c> over Kernel² taps, places outside
/// the picture 0, <c>[⌈H/stride⌉ × ⌈W/stride⌉ × OutputChannels]</c>. |Σ| ≤ 128·Σ|w|, proved at load to keep the product within 32 bits.
/// </summary>
internal sealed class ByteConv<TKernels> : ILayer
    where TKernels : IKernels
{
    private readonly Activation _input;
    private readonly ByteConvShape _shape;
    private readonly short[] _weights;
    private readonly OutputTransform _transform;
    private readonly int _padded;
    private readonly int _paddedLength;

    public ByteConv(ByteConvDefinition definition, LayerSite site)
    {
        Check(definition, site);
        _input = site.Input;
        FeatureMap output = new(
            FeatureKind.Values,
            (_input.Map.Height + definition.Stride - 1) / definition.Stride,
            (_input.Map.Width + definition.Stride - 1) / definition.Stride,
            definition.OutputChannels);
        Expect.Size(site.Place, output);
        int rowLength = (_input.Map.Width + definition.Kernel - 1) * _input.Map.Channels;
        _shape = new(definition.Kernel, definition.Stride, _input.Map.Channels, output.Channels, output.Width, rowLength);
        _weights = _shape.Pack(definition.Weights);
        _transform = OutputTransform.Padded(definition.Multipliers, definition.Biases, definition.Shift);

        // One number more than the rows: the last pair of an odd row reads it, with a weight of 0.
        _paddedLength = (_input.Map.Height + definition.Kernel - 1) * rowLength + 1;
        _padded = site.Plan.ReservePaddedPixels(_paddedLength);
        Output = site.Plan.Reserve(output);
        Macs = (long)output.Pixels * definition.Weights.Length;
    }

    /// <inheritdoc/>
    public Activation Output { get; }

    /// <inheritdoc/>
    public long Macs { get; }

    /// <inheritdoc/>
    public void Run(Workspace workspace)
    {
        Span<short> padded = workspace.PaddedPixels.AsSpan(_padded, _paddedLength);
        Widen(workspace, padded);
        Span<short> output = workspace.Values(Output);
        int rowOutput = _shape.Width * _shape.OutputChannels;
        for (int y = 0; y < Output.Map.Height; y++)
        {
            ReadOnlySpan<short> rows = padded.Slice(y * _shape.Stride * _shape.RowLength, _shape.InputLength);
            TKernels.ConvolveBytes(rows, _weights, _shape, _transform, output.Slice(y * rowOutput, rowOutput));
        }
    }

    /// <summary>Copies the picture inside the border of zeros.</summary>
    private void Widen(Workspace workspace, Span<short> padded)
    {
        int row = _input.Map.Width * _input.Map.Channels;
        int margin = _shape.Kernel / 2;
        for (int y = 0; y < _input.Map.Height; y++)
        {
            Span<short> target = padded.Slice((y + margin) * _shape.RowLength + margin * _input.Map.Channels, row);
            if (_input.Map.Kind == FeatureKind.Pixels)
            {
                ReadOnlySpan<byte> pixels = workspace.Pixels.AsSpan(y * row, row);
                for (int x = 0; x < target.Length; x++)
                    target[x] = (short)(pixels[x] - 128);
            }
            else
            {
                ReadOnlySpan<sbyte> signed = workspace.SignedBytes(_input).Slice(y * row, row);
                for (int x = 0; x < target.Length; x++)
                    target[x] = signed[x];
            }
        }
    }

    private static void Check(ByteConvDefinition definition, LayerSite site)
    {
        string place = site.Place;
        Expect.Kind(place, "byte_conv", site.Map, FeatureKind.Pixels, FeatureKind.SignedBytes);
        Expect.OneOf(place, "kernel", definition.Kernel, [1, 3, 5, 7]);
        Expect.OneOf(place, "stride", definition.Stride, [1, 2]);
        Expect.Channels(place, "byte_conv", site.Map, definition.InputChannels);
        Expect.Range(place, "output channels", definition.OutputChannels, 1, NetworkBounds.Channels);
        Expect.Range(place, "shift", definition.Shift, 0, 31);
        int row = definition.Kernel * definition.Kernel * definition.InputChannels;
        Expect.Length(place, "weights", definition.Weights, (long)definition.OutputChannels * row);
        Expect.Length(place, "multipliers", definition.Multipliers, definition.OutputChannels);
        Expect.Length(place, "biases", definition.Biases, definition.OutputChannels);
        for (int n = 0; n < definition.OutputChannels; n++)
        {
            long reach = 0;
            foreach (sbyte weight in definition.Weights.AsSpan(n * row, row))
                reach += 128 * Math.Abs((int)weight);
            Expect.Fits32Bits(place, n, reach, definition.Multipliers[n], definition.Biases[n]);
        }
    }
}
