using Inference.Kernels;

namespace Inference.Tests.Kernels;

/// <summary>A random band of input rows and weights for a binary convolution, arranged for one kernel set and for the definition.</summary>
internal sealed class BinaryBands<TKernels> : IDisposable
    where TKernels : IKernels
{
    private readonly GuardedMemory _rowPage = new(1 << 19);
    private readonly GuardedMemory _arrangedPage = new(1 << 19);
    private readonly GuardedMemory _weightPage = new(1 << 22);
    private readonly GuardedMemory _sumPage = new(1 << 18);
    private readonly GuardedMemory _bitPage = new(1 << 16);
    private BinaryConvShape _shape;
    private ulong[] _rows = [];
    private ulong[] _weights = [];

    /// <summary>Output rows.</summary>
    public int Rows { get; private set; }

    public void Dispose()
    {
        _rowPage.Dispose();
        _arrangedPage.Dispose();
        _weightPage.Dispose();
        _sumPage.Dispose();
        _bitPage.Dispose();
    }

    /// <param name="random">Seeded.</param>
    /// <param name="shape">Sizes.</param>
    /// <param name="opposite">Every product −1: the largest count a sum can hold.</param>
    public void Place(Random random, BinaryConvShape shape, bool opposite)
    {
        _shape = shape;
        Rows = shape.IsDense ? 1 : random.Next(1, 6);
        _weights = Samples.Bits(random, shape.OutputChannels * shape.Kernel * shape.Kernel, shape.InputChannels);
        _rows = Samples.Bits(random, (Rows + shape.Kernel - 1) * shape.Width, shape.InputChannels);
        if (!opposite)
            return;
        _weights.AsSpan().Clear();
        for (int index = 0; index < _rows.Length; index++)
        {
            int left = shape.InputChannels - index % shape.Words * 64;
            _rows[index] = left >= 64 ? ulong.MaxValue : (1UL << left) - 1;
        }
    }

    public short[] ExpectedSums()
    {
        short[] sums = new short[Rows * _shape.RowSums];
        PortableKernels.ConvolveBits(Arrange<PortableKernels>(), PortableKernels.PackBits(_weights, _shape).Span, _shape, sums);
        return sums;
    }

    public ReadOnlySpan<short> Sums()
    {
        Span<short> sums = _sumPage.Place<short>(new short[Rows * _shape.RowSums]);
        TKernels.ConvolveBits(Arrange<TKernels>(), Packed(), _shape, sums);
        return sums;
    }

    public ulong[] ExpectedBits(BitThresholds thresholds)
    {
        ulong[] bits = new ulong[Rows * _shape.Width * thresholds.Flips.Length];
        short[] scratch = new short[Rows * _shape.RowSums];
        ReadOnlySpan<ulong> packed = PortableKernels.PackBits(_weights, _shape).Span;
        PortableKernels.ConvolveBits(Arrange<PortableKernels>(), packed, _shape, thresholds, scratch, bits);
        return bits;
    }

    /// <summary>Into memory that held something else.</summary>
    public ulong[] Bits(BitThresholds thresholds)
    {
        Random random = new(1);
        Span<ulong> bits = _bitPage.Place<ulong>(Samples.Array<ulong>(random, Rows * _shape.Width * thresholds.Flips.Length));
        Span<short> scratch = _sumPage.Place<short>(Samples.Array<short>(random, Rows * _shape.RowSums));
        TKernels.ConvolveBits(Arrange<TKernels>(), Packed(), _shape, thresholds, scratch, bits);
        return bits.ToArray();
    }

    private Span<ulong> Packed() => _weightPage.Place<ulong>(TKernels.PackBits(_weights, _shape).Span);

    /// <summary>The rows at the ends of pages, one after the other; the border left and right stays as it was made: 0.</summary>
    private Span<ulong> Arrange<TSet>()
        where TSet : IKernels
    {
        int row = _shape.Width * _shape.Words;
        int arranged = TSet.ArrangedWords(_shape);
        Span<ulong> band = _arrangedPage.Place<ulong>(new ulong[_rows.Length / row * arranged]);
        for (int y = 0; y < _rows.Length / row; y++)
        {
            Span<ulong> source = _rowPage.Place<ulong>(_rows.AsSpan(y * row, row));
            TSet.ArrangeBits(source, _shape, band.Slice(y * arranged, arranged));
        }

        return band;
    }
}
