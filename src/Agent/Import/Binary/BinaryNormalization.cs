using Agent.Import.Graphs;
using Inference.Format;

namespace Agent.Import.Binary;

/// <summary>Brings a network with signs into the order in which bits are computed: convolution and its batch norm, sign, pool.</summary>
internal static class BinaryNormalization
{
    /// <summary>The graph in that order, each convolution with its batch norm in its weights.</summary>
    public static Graph Normalize(Graph graph)
    {
        graph = Pruning.Prune(DropClamps(graph));
        graph = PoolSigns(graph);
        return Normalization.Normalize(Pruning.Prune(Complement(graph)));
    }

    /// <summary>A sign does not see a clamp around 0.</summary>
    private static Graph DropClamps(Graph graph) => graph.Map((vertex, _) =>
    {
        while (vertex.Operation is Signs && IsClampAround0(graph.Vertices[vertex.Inputs[0]]))
            vertex = vertex with { Inputs = graph.Vertices[vertex.Inputs[0]].Inputs };
        return vertex;
    });

    private static bool IsClampAround0(Vertex vertex) =>
        vertex is { Operation: Scaling { IsIdentity: true }, Quantum: null, Limits: { Lowest: < 0, Highest: > 0 } };

    /// <summary>
    /// Takes signs before the pool: sign(max x) = max(sign x), and with a factor f &lt; 0 between them sign(f·max x + o) =
    /// −max(sign(−f·x − o)): such channels are stored as their complement.
    /// </summary>
    private static Graph PoolSigns(Graph graph)
    {
        int[] readers = graph.Readers();
        List<Vertex> kept = [];
        int[] moved = new int[readers.Length];
        for (int v = 0; v < moved.Length; v++)
        {
            Vertex vertex = graph.Vertices[v];
            int from = vertex.Operation is Signs ? vertex.Inputs[0] : -1;
            bool isScaled = from >= 0 && readers[from] == 1 && graph.Vertices[from] is { Operation: Scaling, IsPlain: true };
            Vertex? between = isScaled ? graph.Vertices[from] : null;
            int pool = between is null ? from : between.Inputs[0];
            bool isPooled = pool >= 0 && readers[pool] == 1
                && graph.Vertices[pool] is { Operation: Pooling { Kind: PoolKind.Max }, IsPlain: true };
            if (isPooled && Swap(graph, pool, between, vertex) is { } swapped)
            {
                int input = moved[graph.Vertices[pool].Inputs[0]];
                foreach (Vertex part in swapped)
                {
                    kept.Add(part with { Inputs = [input] });
                    input = kept.Count - 1;
                }

                moved[v] = input;
                continue;
            }

            moved[v] = kept.Count;
            kept.Add(vertex with { Inputs = [.. vertex.Inputs.Select(input => moved[input])] });
        }

        return new Graph(kept, [.. graph.Exits.Select(exit => moved[exit])]);
    }

    /// <summary>Scaling, sign, pool and the complement back, in this order; null where the pool had better stay before the sign.</summary>
    private static Vertex[]? Swap(Graph graph, int pool, Vertex? between, Vertex signs)
    {
        Vertex pooling = graph.Vertices[pool];
        MapShape shape = graph.Vertices[pooling.Inputs[0]].Shape;
        if (between is not { Operation: Scaling scaling })
            return [signs with { Shape = shape }, pooling];
        float[] turns = [.. scaling.Factors.Select(factor => factor < 0 ? -1f : 1f)];
        Scaling upward = scaling.Then(new Scaling(turns, new float[turns.Length]));
        Vertex[] parts = [between with { Operation = upward, Shape = shape }, signs with { Shape = shape }, pooling];
        if (!turns.Contains(-1))
            return parts;

        // Values before the first sign have thresholds that may be turned over; bits have not.
        return IsFirst(graph, pooling.Inputs[0])
            ? null
            : [.. parts, between with { Operation = new Scaling(turns, new float[turns.Length]) }];
    }

    /// <summary>Whether a vertex is computed from the picture without a sign between.</summary>
    private static bool IsFirst(Graph graph, int vertex)
    {
        while (graph.Vertices[vertex] is { Operation: not Signs, Inputs: [int input] })
            vertex = input;
        return graph.Vertices[vertex].Operation is Picture;
    }

    /// <summary>Takes factors of a map into the weights that read it, where no border would escape them.</summary>
    private static Graph Complement(Graph graph) => graph.Map((vertex, _) =>
    {
        bool isTurned = vertex.Operation is Convolution { Window.HasBorder: false, IsDepthwise: false }
            && graph.Vertices[vertex.Inputs[0]] is { Operation: Scaling turn, IsPlain: true }
                && Array.TrueForAll(turn.Offsets, offset => offset == 0);
        if (!isTurned)
            return vertex;
        Convolution convolution = (Convolution)vertex.Operation;
        Vertex input = graph.Vertices[vertex.Inputs[0]];
        float[] factors = ((Scaling)input.Operation).Factors;
        float[] weights = [.. convolution.Weights.Select((weight, i) => weight * factors[i / convolution.Window.Area % factors.Length])];
        return vertex with { Operation = convolution with { Weights = weights, Codes = null }, Inputs = input.Inputs };
    });
}
