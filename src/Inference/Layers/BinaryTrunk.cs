using Inference.Format;
using Inference.Kernels;

namespace Inference.Layers;

/// <summary>What both binary convolutions share: arranged bits inside a border of +1, packed weights, and bands of output rows.</summary>
internal sealed class BinaryTrunk<TKernels>
    where TKernels : IKernels
{
    private readonly AlignedBuffer<ulong> _weights;
    private readonly int _arranged;
    private readonly int _rowLength;
    private readonly int _bandRows;

    /// <summary>Packs the weights and reserves memory; the definition has been checked.</summary>
    public BinaryTrunk(LayerSite site, int kernel, int outputs, ulong[] weights)
    {
        // A 1×1 kernel knows no rows: as one long row an odd width leaves one pixel without a neighbour, not one a row.
        bool flat = kernel == 1 && site.Map.Width % 2 == 1;
        Height = flat ? 1 : site.Map.Height;
        Shape = new(kernel, site.Map.Channels, outputs, flat ? site.Map.Pixels : site.Map.Width);
        _weights = TKernels.PackBits(weights, Shape);
        _rowLength = TKernels.ArrangedWords(Shape);
        _arranged = site.Plan.ReservePaddedBits((Height + kernel - 1) * _rowLength);
        _bandRows = Math.Min(TKernels.BandRows(Shape), Height);
        site.Plan.NeedSums(_bandRows * Shape.RowSums);
    }

    public BinaryConvShape Shape { get; }

    /// <summary>Rows of <see cref="BinaryConvShape.Width"/> pixels, in and out.</summary>
    public int Height { get; }

    public long Macs => (long)Height * Shape.Width * Shape.Products * Shape.OutputChannels;

    /// <summary>Takes input row <paramref name="y"/>, <c>[Width × Words]</c>; the border around the rows stays 0 = +1.</summary>
    public void Arrange(Workspace workspace, int y, ReadOnlySpan<ulong> row) =>
        TKernels.ArrangeBits(row, Shape, workspace.PaddedBits.AsSpan(_arranged + (y + Shape.Kernel / 2) * _rowLength, _rowLength));

    /// <summary>Rows of the band that starts at output row <paramref name="y"/>.</summary>
    public int Rows(int y) => Math.Min(_bandRows, Height - y);

    /// <summary>Sums of the band that starts at output row <paramref name="y"/>, valid until the next call.</summary>
    public ReadOnlySpan<short> Convolve(Workspace workspace, int y)
    {
        Span<short> sums = workspace.Sums.AsSpan(0, Rows(y) * Shape.RowSums);
        TKernels.ConvolveBits(Band(workspace, y), _weights.Span, Shape, sums);
        return sums;
    }

    /// <summary>Bits of the band that starts at output row <paramref name="y"/>.</summary>
    public void Convolve(Workspace workspace, int y, BitThresholds thresholds, Span<ulong> bits) =>
        TKernels.ConvolveBits(
            Band(workspace, y), _weights.Span, Shape, thresholds, workspace.Sums.AsSpan(0, Rows(y) * Shape.RowSums), bits);

    private ReadOnlySpan<ulong> Band(Workspace workspace, int y) =>
        workspace.PaddedBits.AsSpan(_arranged + y * _rowLength, (Rows(y) + Shape.Kernel - 1) * _rowLength);

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
