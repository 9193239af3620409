using System.Numerics;
using Inference.Format;

namespace Inference.Layers;

/// <summary>Checks of stored blocks of weights.</summary>
internal static class SparseBlocks
{
    /// <exception cref="ModelFormatException">The blocks contradict themselves or the sizes.</exception>
    public static void Check<T>(string place, int outputs, long columns, (int Block, int[] Starts, int[] Columns, T[] Weights) blocks)
        where T : unmanaged, INumberBase<T>
    {
        Expect.OneOf(place, "block", blocks.Block, [4, 8, 16]);
        int rows = (outputs + blocks.Block - 1) / blocks.Block;
        Expect.Length(place, "starts", blocks.Starts, rows + 1);
        Expect.Range(place, "first start", blocks.Starts[0], 0, 0);
        Expect.Length(place, "columns", blocks.Columns, blocks.Starts[rows]);
        Expect.Length(place, "weights", blocks.Weights, (long)blocks.Columns.Length * blocks.Block);
        for (int row = 0; row < rows; row++)
        {
            Expect.Range(place, $"start {row + 1}", blocks.Starts[row + 1], blocks.Starts[row], blocks.Columns.Length);
            long least = 0;
            for (int index = blocks.Starts[row]; index < blocks.Starts[row + 1]; index++)
            {
                Expect.Range(place, $"column of block {index}", blocks.Columns[index], least, columns - 1);
                least = blocks.Columns[index] + 1L;
            }
        }

        int used = outputs - (rows - 1) * blocks.Block;
        for (int weight = blocks.Starts[rows - 1] * blocks.Block; weight < blocks.Weights.Length; weight++)
        {
            if (weight % blocks.Block >= used && !T.IsZero(blocks.Weights[weight]))
            {
                string found = $"{place}: weight {weight} of {blocks.Weights[weight]} past output {outputs - 1}";
                throw new ModelFormatException(-1, found, "0 past the last output");
            }
        }
    }

    /// <summary>Stored weights that belong to an output: the multiply-accumulates of one output pixel.</summary>
    public static long Products(int outputs, int block, int[] starts)
    {
        long products = (long)starts[^1] * block;
        int missing = (starts.Length - 1) * block - outputs;
        return products - (long)missing * (starts[^1] - starts[^2]);
    }
}
