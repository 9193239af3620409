namespace Agent.Import.Onnx;

/// <summary>From the names a person gives to the exits to tensors of the graph.</summary>
internal static class ExitNames
{
    /// <summary>Finds the tensor of each name: a tensor of that name, or the first output of a node of that name.</summary>
    /// <returns>The tensors; the last is the last output of the graph. Without names, every output.</returns>
    /// <exception cref="ImportException">A name that nothing has.</exception>
    public static string[] Resolve(GraphProto graph, IReadOnlyList<string> names)
    {
        if (graph.Output.Count == 0)
            throw new ImportException("the graph", "no outputs", "at least one");
        IEnumerable<string> outputs = graph.Output.Select(output => output.Name);
        return [.. names.Count == 0 ? outputs : names.Select(name => Resolve(graph, name)).Append(outputs.Last())];
    }

    private static string Resolve(GraphProto graph, string name)
    {
        if (graph.Node.Any(node => node.Output.Contains(name)))
            return name;
        NodeProto[] nodes = [.. graph.Node.Where(node => node.Name == name && node.Output.Count > 0)];
        if (nodes.Length == 1)
            return nodes[0].Output[0];
        throw new ImportException(
            $"exit \"{name}\"",
            nodes.Length == 0 ? "no tensor and no node of that name" : $"{nodes.Length} nodes of that name",
            $"the name of a tensor or node; the outputs are {string.Join(", ", graph.Output.Select(output => output.Name))}");
    }
}
