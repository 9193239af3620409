using Agent.Import.Graphs;
using Inference.Format;

namespace Agent.Import.Emission;

/// <summary>Writes a graph of floats and 8-bit numbers as stages.</summary>
internal static class NetworkWriter
{
    /// <summary>The stages of a graph; each exit is a branch.</summary>
    /// <param name="graph">Normalised.</param>
    /// <param name="cuts">Its stages.</param>
    /// <exception cref="ImportException">No layers do what a vertex asks.</exception>
    public static IReadOnlyList<StageDefinition> Stages(Graph graph, IReadOnlyList<Cut> cuts)
    {
        LayerWriter trunk = new(graph, -1);
        List<StageDefinition> stages = [];
        foreach (Cut cut in cuts)
        {
            foreach (int vertex in cut.Trunk)
                trunk.Write(vertex);
            trunk.Need(cut.End, trunk.FormOf(cut.End));
            stages.Add(new StageDefinition(trunk.Take(), Head(graph, cut)));
        }

        return stages;
    }

    /// <summary>All of a graph as one trunk, each map of floats in a layer that <see cref="LayerWriter.NumberOf"/> tells.</summary>
    /// <param name="graph">Normalised, not rounded.</param>
    /// <param name="numbers">The layer, from 1, of each vertex.</param>
    public static StageDefinition Row(Graph graph, out int[] numbers)
    {
        LayerWriter trunk = new(graph, -1);
        for (int vertex = 0; vertex < graph.Vertices.Count; vertex++)
            trunk.Write(vertex);
        int exit = graph.Exits[^1];
        trunk.Need(exit, Form.Floats);
        numbers = [.. Enumerable.Range(0, graph.Vertices.Count).Select(trunk.NumberOf)];
        return new StageDefinition(trunk.Take(), Head(graph, new Cut(exit, [], exit, [])));
    }

    private static BranchExitDefinition Head(Graph graph, Cut cut)
    {
        LayerWriter head = new(graph, cut.End);
        foreach (int vertex in cut.Head)
            head.Write(vertex);
        Quantum? logits = head.QuantumOf(cut.Exit);
        MapShape shape = graph.Vertices[cut.Exit].Shape;
        if (logits is not null && (shape.Pixels > 1 || cut.Head.Count == 0))
        {
            // Floats are in the order of ONNX; codes would be pixel by pixel.
            head.Need(cut.Exit, Form.Floats);
            logits = null;
        }

        // A head has at least one layer; this one changes nothing.
        LayerDefinition[] same = [QuantizedLayers.Dequantize(new Quantum(1, 0), shape.Channels)];
        IReadOnlyList<LayerDefinition> layers = head.Take();
        return new BranchExitDefinition(layers.Count == 0 ? same : layers, [logits?.Scale ?? 1], logits?.Zero ?? 0, ExitThreshold.Top1);
    }
}
