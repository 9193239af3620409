using System.Numerics;
using Agent.Import.Emission;
using Agent.Import.Graphs;
using Inference.Format;

namespace Agent.Import.Binary;

/// <summary>The head of an exit on signs: means over cells, where the model pools, then one linear layer in 16 bits.</summary>
internal static class BinaryHead
{
    /// <summary>Features are signs or their means in 1/256, logits in 1/65536: a weight of 1 is 256.</summary>
    private const double WeightOne = 256;

    /// <summary>The exit of a head.</summary>
    /// <exception cref="ImportException">It is not a mean and a linear layer.</exception>
    public static LinearExitDefinition Of(Graph graph, Cut cut)
    {
        MapShape map = graph.Vertices[cut.End].Shape;
        Vertex[] head = [.. cut.Head.Select(v => graph.Vertices[v])];
        Vertex logits = head[^1];
        Pooling? mean = head.Length == 2 && head[0].IsPlain ? head[0].Operation as Pooling : null;
        bool isLinear = (head.Length == 1 || mean is { Kind: PoolKind.Average })
            && logits is { Operation: Convolution { IsDepthwise: false }, IsPlain: true };
        if (!isLinear)
            throw logits.Fault(
                $"a head of {string.Join(", ", head.Select(vertex => vertex.Operation.GetType().Name))}",
                "at most an average pool, then one dense layer");
        Convolution dense = (Convolution)logits.Operation;
        int grid = Grid(head[0], mean, map);
        if (dense.Window != new Window(grid, grid, 1, 0, 0, 0, 0))
            throw logits.Fault($"a window of {dense.Window.Height}×{dense.Window.Width} over {grid}×{grid}", "a dense layer");
        (short[] weights, int[] biases, int shift) = Fixed(logits, dense, map.Channels);
        return new LinearExitDefinition(grid, new short[map.Channels], weights, biases, shift, ExitThreshold.Top1);
    }

    /// <summary>Cells a side.</summary>
    private static int Grid(Vertex vertex, Pooling? mean, MapShape map)
    {
        Window cell = mean?.Window ?? Window.One;
        int grid = map.Height / cell.Height;
        bool isTiled = !cell.HasBorder && map.Height == grid * cell.Height && map.Width == grid * cell.Width
            && (grid == 1 || cell == Window.Tile(cell.Height)) && BitOperations.IsPow2(cell.Area);
        return isTiled ? grid : throw vertex.Fault($"means of {cell.Height}×{cell.Width} over {map}", "n×n cells of 1, 2, 4, 8, … pixels");
    }

    /// <summary>Weights and biases in fixed point with as many binary places as fit; [k][c][cell] becomes [k][cell][c].</summary>
    private static (short[] Weights, int[] Biases, int Shift) Fixed(Vertex vertex, Convolution dense, int channels)
    {
        double largest = dense.Weights.Max(weight => Math.Abs((double)weight)) * WeightOne;
        double bias = dense.Biases.Max(number => Math.Abs((double)number)) * 65536;
        int shift = 0;
        while (shift < 30 && largest * (2L << shift) <= short.MaxValue && (bias + 1) * (2L << shift) < int.MaxValue)
            shift++;
        if (!(largest <= short.MaxValue) || !(bias < int.MaxValue))
            throw vertex.Fault(
                $"weights up to {largest / WeightOne} and biases up to {bias / 65536}",
                "weights below 128, biases below 32,768");
        double one = WeightOne * (1L << shift);
        short[] weights = new short[dense.Weights.Length];
        int cells = dense.Window.Area;
        for (int i = 0; i < weights.Length; i++)
        {
            int at = i / dense.Taps * dense.Taps + i % cells * channels + i % dense.Taps / cells;
            weights[at] = (short)Math.Round(dense.Weights[i] * one);
        }

        // Half of the last place, so that the shift rounds.
        int half = (1 << shift) >> 1;
        return (weights, [.. dense.Biases.Select(number => (int)Math.Round(number * 65536.0 * (1L << shift)) + half)], shift);
    }
}
