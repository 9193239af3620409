namespace Inference.Kernels;

/// <summary>
/// 8-bit weights in blocks of neighbouring output channels, two blocks of a row side by side; a row of an odd number is completed by a
/// block of zeros.
/// </summary>
/// <param name="Block">Output channels of a block: 4, 8 or 16.</param>
/// <param name="Starts"><c>[rows + 1]</c>: the pairs of row r are Starts[r] to Starts[r + 1] − 1.</param>
/// <param name="Offsets"><c>[pairs × 2]</c>: where a column lies in a window.</param>
/// <param name="Weights"><c>[pairs × Block × 2]</c>; lanes past the last output 0.</param>
public readonly record struct ByteBlockRows(int Block, int[] Starts, int[] Offsets, short[] Weights)
{
    /// <summary>Sums between two windows: rows that complete the outputs to a multiple of 16 hold no blocks.</summary>
    public int Stride => (Starts.Length - 1) * Block;

    /// <summary>Pairs up the blocks of a layer.</summary>
    /// <param name="block">4, 8 or 16.</param>
    /// <param name="starts"><c>[rows + 1]</c>, in blocks.</param>
    /// <param name="offsets">One a block.</param>
    /// <param name="weights"><c>[blocks × block]</c>.</param>
    /// <returns>The rows.</returns>
    public static ByteBlockRows Of(int block, int[] starts, int[] offsets, sbyte[] weights)
    {
        int rows = starts.Length - 1;
        int[] pairStarts = new int[(rows * block + WindowShape.Block - 1) / WindowShape.Block * WindowShape.Block / block + 1];
        for (int row = 0; row < pairStarts.Length - 1; row++)
            pairStarts[row + 1] = pairStarts[row] + (row < rows ? (starts[row + 1] - starts[row] + 1) / 2 : 0);
        int[] pairOffsets = new int[pairStarts[^1] * 2];
        short[] pairs = new short[pairStarts[^1] * block * 2];
        for (int row = 0; row < rows; row++)
        {
            int count = starts[row + 1] - starts[row];
            for (int index = 0; index < (count + 1) / 2 * 2; index++)
            {
                int from = starts[row] + Math.Min(index, count - 1);
                int place = pairStarts[row] * 2 + index;
                pairOffsets[place] = offsets[from];
                for (int lane = 0; lane < block && index < count; lane++)
                    pairs[(place / 2 * block + lane) * 2 + index % 2] = weights[from * block + lane];
            }
        }

        return new(block, pairStarts, pairOffsets, pairs);
    }
}
