namespace Agent.Import.Graphs;

/// <summary>Drops what no exit needs.</summary>
internal static class Pruning
{
    /// <summary>The graph of the vertices that some exit needs.</summary>
    public static Graph Prune(Graph graph)
    {
        bool[] needed = new bool[graph.Vertices.Count];
        foreach (int exit in graph.Exits)
        {
            bool[] ancestors = graph.Ancestors(exit);
            for (int v = 0; v < needed.Length; v++)
                needed[v] |= ancestors[v];
        }

        int[] moved = new int[needed.Length];
        List<Vertex> kept = [];
        for (int v = 0; v < moved.Length; v++)
        {
            moved[v] = kept.Count;
            if (needed[v])
                kept.Add(graph.Vertices[v] with { Inputs = [.. graph.Vertices[v].Inputs.Select(input => moved[input])] });
        }

        return new Graph(kept, [.. graph.Exits.Select(exit => moved[exit])]);
    }
}
