namespace Inference.Kernels;

/// <summary>
/// Float weights in blocks of neighbouring output channels: row r holds the outputs from r·Block, a block one weight for each of them, all
/// of one input column.
/// </summary>
/// <param name="Block">Output channels of a block: 4, 8 or 16.</param>
/// <param name="Outputs">Output channels.</param>
/// <param name="Starts"><c>[rows + 1]</c>: the blocks of row r are Starts[r] to Starts[r + 1] − 1.</param>
/// <param name="Offsets"><c>[blocks]</c>: where output pixel 0 reads the column in the padded input, see <see cref="PlanarShape"/>.</param>
/// <param name="Weights"><c>[blocks × Block]</c>; lanes past the last output 0.</param>
/// <param name="Biases"><c>[rows × Block]</c>; lanes past the last output 0.</param>
/// <param name="Lowest">What sums below it become; −∞ for any.</param>
/// <param name="Highest">What sums above it become; +∞ for any.</param>
public readonly record struct BlockRows(
    int Block, int Outputs, int[] Starts, int[] Offsets, float[] Weights, float[] Biases, float Lowest, float Highest)
{
    /// <summary>Rows of blocks.</summary>
    public int Rows => Starts.Length - 1;

    /// <summary>The rows from the shortest to the longest, so that neighbours in this order can be summed side by side.</summary>
    public int[] Order { get; } = ByLength(Starts);

    private static int[] ByLength(int[] starts)
    {
        int[] order = new int[starts.Length - 1];
        int[] lengths = new int[order.Length];
        for (int row = 0; row < order.Length; row++)
        {
            order[row] = row;
            lengths[row] = starts[row + 1] - starts[row];
        }

        Array.Sort(lengths, order);
        return order;
    }
}
