using Inference.Format;
using Inference.Kernels;

namespace Inference.Layers;

/// <summary>What both binary convolutions share: bits inside a border of +1, packed weights and the sums of one row.</summary>
internal sealed class BinaryTrunk<TKernels>
    where TKernels : IKernels
{
    private readonly ulong[] _weights;
    private readonly int _height;
    private readonly int _padded;
    private readonly int _sums;

    /// <summary>Packs the weights and reserves memory; the definition has been checked.</summary>
    public BinaryTrunk(LayerSite site, int kernel, int outputs, ulong[] weights)
    {
        Shape = new(kernel, site.Map.Channels, outputs, site.Map.Width);
        _height = site.Map.Height;
        _weights = TKernels.PackBits(weights, Shape);
        _padded = site.Plan.ReservePaddedBits((_height + kernel - 1) * Shape.RowWords);
        _sums = Shape.Width * Shape.Stride;
        site.Plan.NeedSums(_sums);
    }

    public BinaryConvShape Shape { get; }

    public long Macs => (long)_height * Shape.Width * Shape.Products * Shape.OutputChannels;

    /// <summary>Where the bits of input row <paramref name="y"/> go; the border around them stays 0 = +1.</summary>
    public Span<ulong> Row(Workspace workspace, int y)
    {
        int margin = Shape.Kernel / 2;
        int start = _padded + (y + margin) * Shape.RowWords + margin * Shape.Words;
        return workspace.PaddedBits.AsSpan(start, Shape.Width * Shape.Words);
    }

    /// <summary>Sums of output row <paramref name="y"/>, <c>[Width × Stride]</c>, valid until the next call.</summary>
    public ReadOnlySpan<short> Convolve(Workspace workspace, int y)
    {
        ReadOnlySpan<ulong> rows = workspace.PaddedBits.AsSpan(_padded + y * Shape.RowWords, Shape.Kernel * Shape.RowWords);
        Span<short> sums = workspace.Sums.AsSpan(0, _sums);
        TKernels.ConvolveBits(rows, _weights, Shape, sums);
        return sums;
    }

    /// <summary>Checks what the two definitions have in common.</summary>
    /// <exception cref="ModelFormatException">A size out of its range or set padding bits.</exception>
    public static void Check(LayerSite site, string layer, (int Kernel, int Inputs, int Outputs) sizes, ulong[] weights)
    {
        Expect.OneOf(site.Place, "kernel", sizes.Kernel, [1, 3]);
        Expect.Channels(site.Place, layer, site.Map, sizes.Inputs);
        int most = site.Map.Pixels == 1 && sizes.Kernel == 1 ? NetworkBounds.DenseBits : NetworkBounds.Channels;
        Expect.Range(site.Place, "input channels", sizes.Inputs, 1, most);
        Expect.Range(site.Place, "output channels", sizes.Outputs, 1, NetworkBounds.Channels);
        Expect.Packed(site.Place, weights, sizes.Inputs, (long)sizes.Outputs * sizes.Kernel * sizes.Kernel);
        Expect.Size(site.Place, site.Map with { Channels = sizes.Outputs });
    }
}
