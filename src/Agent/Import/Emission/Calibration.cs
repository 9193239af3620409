using Agent.Import.Graphs;
using Inference;
using Inference.Format;

namespace Agent.Import.Emission;

/// <summary>Gives the maps of a float network steps of 8 bits, by the ranges that pictures show.</summary>
internal static class Calibration
{
    /// <summary>The graph with every map rounded but the logits, and what only the layer of the logits reads.</summary>
    /// <param name="graph">Normalised.</param>
    /// <param name="input">Size of the pictures.</param>
    /// <param name="pictures">Pictures like those the network will see.</param>
    /// <param name="token">Ends the work early.</param>
    public static Graph Round(Graph graph, InputShape input, IReadOnlyList<byte[]> pictures, CancellationToken token)
    {
        (float Lowest, float Highest)[] ranges = Ranges(graph, input, pictures, token);
        bool[] isLast = LastAverages(graph);
        return graph.Map((vertex, v) => vertex.Operation switch
        {
            Pooling { Kind: PoolKind.Max } => vertex,
            Picture picture => vertex with { Quantum = Steps(Range(picture)) },
            _ when graph.Exits.Contains(v) || isLast[v] => vertex,
            _ => vertex with { Quantum = Steps(ranges[v]) },
        });
    }

    /// <summary>255 steps over a range widened to hold 0, with a code that is exactly 0.</summary>
    public static Quantum Steps((float Lowest, float Highest) range)
    {
        (float lowest, float highest) = (MathF.Min(range.Lowest, 0), MathF.Max(range.Highest, 0));
        float scale = (highest - lowest) / 255;
        return scale > 0 && float.IsFinite(scale)
            ? new Quantum(scale, (int)Math.Clamp(MathF.Round(-lowest / scale, MidpointRounding.ToEven) - 128, -128, 127))
            : new Quantum(1, 0);
    }

    private static (float Lowest, float Highest)[] Ranges(Graph graph, InputShape input, IReadOnlyList<byte[]> pictures, CancellationToken token)
    {
        StageDefinition row = NetworkWriter.Row(graph, out int[] numbers);
        string[] classes = [.. Enumerable.Range(0, graph.Vertices[graph.Exits[^1]].Shape.Elements).Select(k => $"{k}")];
        Network network = new(new NetworkDefinition("calibration", input, classes, [row], ExitPolicyKind.Top1, new Dictionary<string, string>()));
        Workspace workspace = network.CreateWorkspace();
        (float Lowest, float Highest)[] byLayer = new (float, float)[row.Layers.Count + 1];
        foreach (byte[] picture in pictures)
        {
            token.ThrowIfCancellationRequested();
            network.Observe(picture, workspace, (layer, map) =>
            {
                foreach (float x in map)
                    byLayer[layer] = (MathF.Min(byLayer[layer].Lowest, x), MathF.Max(byLayer[layer].Highest, x));
            });
        }

        return [.. numbers.Select(number => byLayer[number])];
    }

    private static (float Lowest, float Highest) Range(Picture picture)
    {
        IEnumerable<float> ends = picture.Offsets.Concat(picture.Offsets.Select((offset, c) => 255 * picture.Factors[c] + offset));
        return (ends.Min(), ends.Max());
    }

    /// <summary>Averages that only layers of logits read: they stay floats, as those layers are.</summary>
    private static bool[] LastAverages(Graph graph)
    {
        bool[] isLast = [.. graph.Vertices.Select(vertex => vertex.Operation is Pooling { Kind: PoolKind.Average })];
        for (int v = 0; v < isLast.Length; v++)
        {
            foreach (int input in graph.Vertices[v].Inputs)
                isLast[input] &= graph.Exits.Contains(v);
        }

        return isLast;
    }
}
