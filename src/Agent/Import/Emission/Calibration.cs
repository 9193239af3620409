using Agent.Import.Graphs;
using Inference;
using Inference.Format;
using Inference.Quantization;

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
        RangeObserver[] ranges = Ranges(graph, input, pictures, token);
        bool[] isLast = LastAverages(graph);
        return graph.Map((vertex, v) =>
        {
            bool isKept = vertex.Operation is Pooling { Kind: PoolKind.Max } || graph.Exits.Contains(v) || isLast[v];
            return isKept ? vertex : vertex with { Quantum = new Quantum(ranges[v].ToInt8().Step, ranges[v].ToInt8().Zero) };
        });
    }

    /// <summary>The numbers in every vertex's map.</summary>
    private static RangeObserver[] Ranges(Graph graph, InputShape input, IReadOnlyList<byte[]> pictures, CancellationToken token)
    {
        StageDefinition row = NetworkWriter.Row(graph, out int[] numbers);
        string[] classes = [.. Enumerable.Range(0, graph.Vertices[graph.Exits[^1]].Shape.Elements).Select(k => $"{k}")];
        Network network = new(new NetworkDefinition(
            "calibration", input, classes, [row], ExitPolicyKind.Top1, new Dictionary<string, string>()));
        IReadOnlyList<NetworkStep> steps = network.Steps();
        Workspace workspace = network.CreateWorkspace();
        RangeObserver[] byLayer = [.. Enumerable.Range(0, row.Layers.Count + 1).Select(_ => new RangeObserver())];
        foreach (byte[] picture in pictures)
        {
            token.ThrowIfCancellationRequested();
            network.Load(picture, workspace);
            for (int layer = 1; layer < byLayer.Length; layer++)
            {
                steps[layer - 1].Run(workspace);
                byLayer[layer].Observe(steps[layer - 1].Floats(workspace));
            }
        }

        return [.. numbers.Select(number => byLayer[number])];
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
