namespace Agent.Import.Graphs;

/// <summary>A network as maps that come out of one another; immutable, in an order in which each vertex reads only earlier ones.</summary>
/// <param name="Vertices">The first is the <see cref="Picture"/>.</param>
/// <param name="Exits">Vertices of the logits, in the order in which the exits were named; the last is that of the last exit.</param>
internal sealed record Graph(IReadOnlyList<Vertex> Vertices, IReadOnlyList<int> Exits)
{
    /// <summary>How many vertices read each vertex; an exit counts as a reader.</summary>
    public int[] Readers()
    {
        int[] readers = new int[Vertices.Count];
        foreach (int input in Vertices.SelectMany(vertex => vertex.Inputs).Concat(Exits))
            readers[input]++;
        return readers;
    }

    /// <summary>For each vertex, whether others are computed from it: those that <paramref name="end"/> needs, itself included.</summary>
    public bool[] Ancestors(int end)
    {
        bool[] needed = new bool[Vertices.Count];
        needed[end] = true;
        for (int v = end; v >= 0; v--)
        {
            if (needed[v])
                Array.ForEach(Vertices[v].Inputs, input => needed[input] = true);
        }

        return needed;
    }

    /// <summary>
    /// Merges vertices into the one vertex they read, wherever that has no other reader and <paramref name="join"/> gives the merged
    /// vertex.
    /// </summary>
    /// <param name="join">From what is read and what reads it to one vertex that does the work of both; null: they stay apart.</param>
    public Graph Join(Func<Vertex, Vertex, Vertex?> join)
    {
        int[] readers = Readers();
        int[] moved = new int[Vertices.Count];
        List<Vertex> kept = [];
        for (int v = 0; v < moved.Length; v++)
        {
            Vertex vertex = Vertices[v];
            if (vertex.Inputs is [int from] && readers[from] == 1 && join(kept[moved[from]], vertex) is { } merged)
            {
                moved[v] = moved[from];
                kept[moved[v]] = merged with { Inputs = kept[moved[v]].Inputs };
                continue;
            }

            moved[v] = kept.Count;
            kept.Add(vertex with { Inputs = [.. vertex.Inputs.Select(input => moved[input])] });
        }

        return new Graph(kept, [.. Exits.Select(exit => moved[exit])]);
    }

    /// <summary>Changes each vertex by itself.</summary>
    public Graph Map(Func<Vertex, int, Vertex> change) => this with { Vertices = [.. Vertices.Select(change)] };
}
