using System.Numerics;

namespace Inference.Format;

/// <summary>
/// From weights with true zeros to blocks of neighbouring output channels and back. No weight is changed: a block is stored when one of its
/// weights is not zero, and the zeros of a stored block are stored with it.
/// </summary>
public static class BlockSparse
{
    /// <summary>Packs in blocks of the size whose time the cost model puts lowest.</summary>
    /// <param name="dense">A layer with zeros.</param>
    /// <param name="pixels">Pixels of the map it writes; 1 for a dense layer.</param>
    /// <returns>The same layer without the blocks of zeros.</returns>
    public static SparseFloatConvDefinition Pack(FloatConvDefinition dense, int pixels) =>
        PackAs(dense, Choose<float>(dense.Weights, dense.OutputChannels, pixels == 1 ? BlockCost.DenseFloats : BlockCost.Convolved));

    /// <summary>Packs in blocks of a given size.</summary>
    /// <param name="dense">A layer with zeros.</param>
    /// <param name="block">4, 8 or 16.</param>
    /// <returns>The same layer without the blocks of zeros.</returns>
    public static SparseFloatConvDefinition PackAs(FloatConvDefinition dense, int block)
    {
        (int[] starts, int[] columns, float[] weights) = Pack<float>(dense.Weights, dense.OutputChannels, block, all: false);
        return new(
            dense.Window, dense.InputChannels, dense.OutputChannels, block, starts, columns, weights, dense.Biases, dense.Activation);
    }

    /// <inheritdoc cref="Pack(FloatConvDefinition, int)"/>
    public static SparseInt8ConvDefinition Pack(Int8ConvDefinition dense, int pixels) =>
        PackAs(dense, Choose<sbyte>(dense.Weights, dense.OutputChannels, pixels == 1 ? BlockCost.DenseBytes : BlockCost.Convolved));

    /// <inheritdoc cref="PackAs(FloatConvDefinition, int)"/>
    public static SparseInt8ConvDefinition PackAs(Int8ConvDefinition dense, int block)
    {
        (int[] starts, int[] columns, sbyte[] weights) = Pack<sbyte>(dense.Weights, dense.OutputChannels, block, all: false);
        return new(
            dense.Window, dense.InputChannels, dense.OutputChannels, block, starts, columns, weights, dense.Scales, dense.Biases,
            dense.InputZero, dense.OutputZero, dense.Lowest, dense.Highest);
    }

    /// <summary>The layer with its zeros written out.</summary>
    /// <param name="sparse">Blocks that fit their sizes.</param>
    /// <returns>The same layer, dense.</returns>
    public static FloatConvDefinition ToDense(SparseFloatConvDefinition sparse) => new(
        sparse.Window, sparse.InputChannels, sparse.OutputChannels,
        Unpack(
            sparse.Block, sparse.Starts, sparse.Columns, sparse.Weights, sparse.OutputChannels, sparse.Window.Area * sparse.InputChannels),
        sparse.Biases, sparse.Activation);

    /// <inheritdoc cref="ToDense(SparseFloatConvDefinition)"/>
    public static Int8ConvDefinition ToDense(SparseInt8ConvDefinition sparse) => new(
        sparse.Window, sparse.InputChannels, sparse.OutputChannels,
        Unpack(
            sparse.Block, sparse.Starts, sparse.Columns, sparse.Weights, sparse.OutputChannels, sparse.Window.Area * sparse.InputChannels),
        sparse.Scales, sparse.Biases, sparse.InputZero, sparse.OutputZero, sparse.Lowest, sparse.Highest);

    /// <summary>How weights fill blocks of a size.</summary>
    /// <typeparam name="T">Type of a weight.</typeparam>
    /// <param name="weights"><c>[outputs][columns]</c>.</param>
    /// <param name="outputs">Output channels.</param>
    /// <param name="block">4, 8 or 16.</param>
    /// <returns>Blocks that hold a weight other than zero, and the share of their weights that is not zero.</returns>
    public static BlockFill Measure<T>(ReadOnlySpan<T> weights, int outputs, int block)
        where T : unmanaged, INumberBase<T>
    {
        int nonZero = 0;
        foreach (T weight in weights)
            nonZero += T.IsZero(weight) ? 0 : 1;
        int blocks = Starts(weights, outputs, block, all: false)[^1];
        return new(block, blocks, blocks == 0 ? 1 : (double)nonZero / ((long)blocks * block));
    }

    /// <summary>Blocks of weights <c>[outputs][columns]</c>: those with a weight other than zero, or all.</summary>
    internal static (int[] Starts, int[] Columns, T[] Weights) Pack<T>(ReadOnlySpan<T> weights, int outputs, int block, bool all)
        where T : unmanaged, INumberBase<T>
    {
        int[] starts = Starts(weights, outputs, block, all);
        int[] columns = new int[starts[^1]];
        T[] packed = new T[columns.Length * block];
        int length = weights.Length / outputs;
        int next = 0;
        for (int row = 0; row < starts.Length - 1; row++)
        {
            for (int column = 0; column < length; column++)
            {
                if (!all && IsZero(weights, outputs, row * block, block, column))
                    continue;
                for (int lane = 0; lane < Math.Min(block, outputs - row * block); lane++)
                    packed[next * block + lane] = weights[(row * block + lane) * length + column];
                columns[next++] = column;
            }
        }

        return (starts, columns, packed);
    }

    private static int[] Starts<T>(ReadOnlySpan<T> weights, int outputs, int block, bool all)
        where T : unmanaged, INumberBase<T>
    {
        int length = weights.Length / outputs;
        int[] starts = new int[(outputs + block - 1) / block + 1];
        for (int row = 0; row < starts.Length - 1; row++)
        {
            int stored = starts[row];
            for (int column = 0; column < length; column++)
                stored += !all && IsZero(weights, outputs, row * block, block, column) ? 0 : 1;
            starts[row + 1] = stored;
        }

        return starts;
    }

    private static bool IsZero<T>(ReadOnlySpan<T> weights, int outputs, int first, int block, int column)
        where T : unmanaged, INumberBase<T>
    {
        int length = weights.Length / outputs;
        for (int n = first; n < Math.Min(outputs, first + block); n++)
        {
            if (!T.IsZero(weights[n * length + column]))
                return false;
        }

        return true;
    }

    private static T[] Unpack<T>(int block, int[] starts, int[] columns, T[] weights, int outputs, int length)
        where T : unmanaged
    {
        T[] dense = new T[outputs * length];
        for (int row = 0; row < starts.Length - 1; row++)
        {
            for (int index = starts[row]; index < starts[row + 1]; index++)
            {
                for (int lane = 0; lane < Math.Min(block, outputs - row * block); lane++)
                    dense[(row * block + lane) * length + columns[index]] = weights[index * block + lane];
            }
        }

        return dense;
    }

    /// <summary>Of equal sizes the largest, which stores the fewest columns.</summary>
    private static int Choose<T>(ReadOnlySpan<T> weights, int outputs, BlockCost cost)
        where T : unmanaged, INumberBase<T>
    {
        int best = 4;
        double least = double.PositiveInfinity;
        foreach (int block in (ReadOnlySpan<int>)[4, 8, 16])
        {
            double time = cost.Of(block) * Measure(weights, outputs, block).Blocks;
            if (time <= least)
                (best, least) = (block, time);
        }

        return best;
    }
}
