namespace Agent.Import.Graphs;

/// <summary>Cuts a graph into stages: the trunk is what several exits share, a head what is private to one.</summary>
internal static class Splitter
{
    /// <summary>The stages in the order of their depth; the graph's last exit stays the last.</summary>
    /// <exception cref="ImportException">A head reads the trunk in more than one place, or an exit is computed from another.</exception>
    public static IReadOnlyList<Cut> Split(Graph graph)
    {
        bool[][] ancestors = [.. graph.Exits.Select(graph.Ancestors)];
        int[] needs = new int[graph.Vertices.Count];
        foreach (bool[] needed in ancestors)
        {
            for (int v = 0; v < needs.Length; v++)
                needs[v] += needed[v] ? 1 : 0;
        }

        List<(int Exit, int End, int[] Head)> heads = [];
        for (int e = 0; e < graph.Exits.Count; e++)
        {
            int[] own = [.. Enumerable.Range(0, needs.Length).Where(v => ancestors[e][v] && needs[v] == 1)];
            heads.Add(e == graph.Exits.Count - 1 ? Last(graph, needs) : Head(graph, graph.Exits[e], own));
        }

        bool[] written = new bool[needs.Length];
        List<Cut> cuts = [];
        foreach ((int exit, int end, int[] head) in heads[..^1].OrderBy(head => head.End).Append(heads[^1]))
        {
            bool[] needed = graph.Ancestors(end);
            int[] trunk = [.. Enumerable.Range(0, needs.Length).Where(v => needed[v] && !written[v])];
            Array.ForEach(trunk, v => written[v] = true);
            cuts.Add(new Cut(exit, trunk, end, head));
        }

        return cuts;
    }

    private static (int Exit, int End, int[] Head) Head(Graph graph, int exit, int[] own)
    {
        Vertex vertex = graph.Vertices[exit];
        if (own.Length == 0)
            throw new ImportException($"exit at {vertex.Place}", "logits that other exits are computed from", "logits of this exit alone");
        int[] starts = [.. own.SelectMany(v => graph.Vertices[v].Inputs).Where(input => !own.Contains(input)).Distinct()];
        if (starts.Length == 1)
            return (exit, starts[0], own);
        string places = string.Join("; ", starts.Select(start => graph.Vertices[start].Place));
        throw new ImportException($"exit at {vertex.Place}", $"a head that starts from {starts.Length} maps of the trunk: {places}", "one");
    }

    /// <summary>The last head: the layer of the logits, and a pool before it, as far as no other exit needs them.</summary>
    private static (int Exit, int End, int[] Head) Last(Graph graph, int[] needs)
    {
        int exit = graph.Exits[^1], end = exit;
        List<int> head = [];
        while (graph.Vertices[end] is { Inputs: [int input] } vertex && needs[end] == 1 && (end == exit || vertex.Operation is Pooling))
        {
            head.Insert(0, end);
            end = input;
        }

        return (exit, end, [.. head]);
    }
}
