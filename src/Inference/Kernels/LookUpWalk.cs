namespace Inference.Kernels;

/// <summary>
/// The walk of a look-up convolution over the output pairs of one row: sizes and steps of what the inner loop reads and writes.
/// </summary>
internal readonly struct LookUpWalk
{
    private readonly int _rowVectors;
    private readonly long _rowSums;

    /// <param name="layout">Where things lie.</param>
    /// <param name="group">The group of input words.</param>
    /// <param name="shape">Sizes.</param>
    /// <param name="width">Output channels of the block.</param>
    /// <param name="rows">Kernel rows counted together.</param>
    /// <param name="lanes">Output channels of a vector.</param>
    public LookUpWalk(in LookUpLayout layout, int group, in BinaryConvShape shape, int width, int rows, int lanes)
    {
        LookUps = layout.Run(group);
        Pairs = layout.Pairs;
        PairStep = layout.PairStep(group);
        WeightStep = width * rows;
        Stride = shape.Stride;
        Lanes = lanes;
        _rowVectors = width / lanes;
        _rowSums = shape.RowSums;
    }

    /// <summary>Look-ups of one output pair.</summary>
    public int LookUps { get; }

    /// <summary>Output pairs.</summary>
    public int Pairs { get; }

    /// <summary>Numbers between the runs of two pairs.</summary>
    public int PairStep { get; }

    /// <summary>Weight bytes between two look-ups.</summary>
    public int WeightStep { get; }

    /// <summary>Counts between two output pixels.</summary>
    public long Stride { get; }

    private int Lanes { get; }

    /// <summary>
    /// Where the counts of a vector lie from those of vector 0: after the channels of one kernel row come those of the next, which
    /// count for the output row above.
    /// </summary>
    public long Target(int vector) => vector % _rowVectors * Lanes - vector / _rowVectors * _rowSums;
}
