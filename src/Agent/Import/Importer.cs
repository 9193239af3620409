using Agent.Import.Binary;
using Agent.Import.Emission;
using Agent.Import.Graphs;
using Agent.Import.Onnx;
using Inference;
using Inference.Format;

namespace Agent.Import;

/// <summary>From an ONNX model to a network of this engine.</summary>
internal static class Importer
{
    /// <summary>Reads a model's graph and writes it as stages.</summary>
    /// <param name="model">The model.</param>
    /// <param name="options">What the command line says.</param>
    /// <param name="pictures">Reads pictures of a size, when their ranges are needed; null: there are none.</param>
    /// <param name="token">Ends the work early.</param>
    /// <exception cref="ImportException">Something in it is not supported; named with its place.</exception>
    /// <exception cref="ModelFormatException">It is larger than the engine holds.</exception>
    public static ImportedNetwork Import(
        ModelProto model, ImportOptions options, Func<InputShape, IReadOnlyList<byte[]>>? pictures, CancellationToken token)
    {
        Graph graph = GraphReader.Read(model, options.Exits, options.Pixels);
        MapShape shape = graph.Vertices[0].Shape;
        InputShape input = new(shape.Height, shape.Width, shape.Channels);
        string[] classes = Classes(graph, options.Classes);
        List<string> warnings = [];
        graph = options.Target == Target.BinaryTrunk ? BinaryNormalization.Normalize(graph) : Normalization.Normalize(graph);
        if (graph.Vertices.FirstOrDefault(vertex => !vertex.IsFinite) is { } broken)
            throw broken.Fault("numbers that are not finite", "finite weights, factors and offsets");
        Vertex? quantized = graph.Vertices.FirstOrDefault(vertex => vertex.Quantum is not null);
        if (quantized is not null && options.Target != Target.Int8)
            throw quantized.Fault("a model that is quantised already", "--as int8, which keeps its steps");
        if (quantized is null && options.Target == Target.Int8)
            graph = Rounded(graph, input, pictures, token);
        IReadOnlyList<Cut> cuts = Splitter.Split(graph);
        IReadOnlyList<StageDefinition> stages = options.Target == Target.BinaryTrunk
            ? new BitsWriter(graph, warnings).Stages(cuts)
            : NetworkWriter.Stages(graph, cuts);
        Dictionary<string, string> notes =
            new() { ["imported from"] = $"ONNX, {model.ProducerName} {model.ProducerVersion}".TrimEnd(' ', ',') };
        NetworkDefinition definition = new(options.Name, input, classes, stages, ExitPolicyKind.Top1, notes);
        return new ImportedNetwork(definition, [.. cuts.Select(cut => graph.Vertices[cut.Exit].Place)], warnings);
    }

    private static Graph Rounded(
        Graph graph, InputShape input, Func<InputShape, IReadOnlyList<byte[]>>? pictures, CancellationToken token) => pictures is null
        ? throw new ImportException(
            "--as int8",
            "a model of floats and no --data",
            "--data with pictures like those it will see: they show the range of each map")
        : Calibration.Round(graph, input, pictures(input), token);

    private static string[] Classes(Graph graph, IReadOnlyList<string> names)
    {
        int[] counts = [.. graph.Exits.Select(exit => graph.Vertices[exit].Shape.Elements)];
        for (int e = 0; e < counts.Length; e++)
        {
            string place = $"exit at {graph.Vertices[graph.Exits[e]].Place}";
            if (counts[e] != counts[^1])
                throw new ImportException(place, $"{counts[e]} logits", $"{counts[^1]}, as many as the last exit has");
            if (names.Count > 0 && names.Count != counts[e])
                throw new ImportException(place, $"{counts[e]} logits and {names.Count} names in --classes", "as many names as logits");
        }

        if (counts[^1] is < 2 or > NetworkBounds.Classes)
            throw new ImportException("the last exit", $"{counts[^1]} logits", $"2 to {NetworkBounds.Classes}, one a class");
        return names.Count > 0 ? [.. names] : [.. Enumerable.Range(0, counts[^1]).Select(k => $"{k}")];
    }
}
