using Agent.Import.Graphs;
using Inference.Format;

namespace Agent.Import.Binary;

/// <summary>Writes a network with signs as stages: a first layer of bytes, then bits; the trunk is a chain.</summary>
internal sealed class BitsWriter
{
    private readonly Graph _graph;
    private readonly List<string> _warnings;

    /// <param name="graph">Of <see cref="BinaryNormalization"/>.</param>
    /// <param name="warnings">Gets a line for each thing that differs from the model.</param>
    public BitsWriter(Graph graph, List<string> warnings)
    {
        _graph = graph;
        _warnings = warnings;
    }

    /// <summary>The stages.</summary>
    /// <exception cref="ImportException">A vertex does not fit bits; named with its place.</exception>
    public IReadOnlyList<StageDefinition> Stages(IReadOnlyList<Cut> cuts)
    {
        if (!_graph.Vertices.Any(vertex => vertex.Operation is Signs))
            throw new ImportException("--as binary-trunk", "a model without Sign", "--as float or --as int8");
        List<StageDefinition> stages = [];
        int last = -1;
        foreach (Cut cut in cuts)
        {
            List<LayerDefinition> layers = [];
            for (int i = 0; i < cut.Trunk.Count; last = cut.Trunk[i], i++)
            {
                Vertex vertex = _graph.Vertices[cut.Trunk[i]];
                if (vertex.Inputs.Length > 1 || (vertex.Inputs is [int input] && input != last))
                    throw vertex.Fault("a trunk that parts and meets", "--as int8 or float; a trunk of bits is a chain");
                layers.AddRange(Layers(vertex, cut.Trunk, ref i));
            }

            if (!IsSigns(cut.End))
                throw _graph.Vertices[cut.End].Fault("an exit that starts here", "exits that start after a Sign, or a pool of signs");
            stages.Add(new StageDefinition(layers, BinaryHead.Of(_graph, cut)));
        }

        return stages;
    }

    /// <summary>The layers of a convolution up to its sign, or of a pool; <paramref name="i"/> moves to the last vertex written.</summary>
    private IEnumerable<LayerDefinition> Layers(Vertex vertex, IReadOnlyList<int> trunk, ref int i)
    {
        if (vertex.Operation is Picture)
            return [];
        Vertex input = _graph.Vertices[vertex.Inputs[0]];
        if (vertex.Operation is Pooling && IsSigns(vertex.Inputs[0]))
            return [SignLayers.Pool(vertex, input.Shape)];
        if (vertex.Operation is not Convolution)
            throw vertex.Fault(
                $"{vertex.Operation.GetType().Name.ToLowerInvariant()} where a convolution was awaited",
                "convolution, batch norm, sign, pool, in blocks");
        List<LayerDefinition> pools = [];
        Scaling? scaling = null;
        MapShape shape = vertex.Shape;
        Vertex next = After(vertex, trunk, ref i);
        for (; input.Operation is Picture && next is { Operation: Pooling } pool; next = After(pool, trunk, ref i))
        {
            pools.Add(SignLayers.Pool(pool, shape));
            shape = pool.Shape;
        }

        if (input.Operation is Picture && next is { Operation: Scaling between, IsPlain: true })
            (scaling, next) = (between, After(next, trunk, ref i));
        if (next.Operation is not Signs)
            throw next.Fault(
                $"{next.Operation.GetType().Name.ToLowerInvariant()} between a convolution and its sign",
                "batch norm, clamps and max pools at most");
        if (input.Operation is Picture picture)
            return FirstLayer.Layers(picture, vertex, pools, scaling, input.Shape);
        return IsSigns(vertex.Inputs[0])
            ? SignLayers.Layers(vertex, input.Shape, _warnings)
            : throw vertex.Fault("a convolution of numbers that are no signs", "Sign before it");
    }

    private Vertex After(Vertex vertex, IReadOnlyList<int> trunk, ref int i)
    {
        if (i + 1 == trunk.Count)
            throw vertex.Fault("an exit that starts here", "exits that start after a Sign, or a pool of signs");
        return _graph.Vertices[trunk[++i]];
    }

    private bool IsSigns(int vertex) => _graph.Vertices[vertex] switch
    {
        { Operation: Signs } => true,
        { Operation: Pooling { Kind: PoolKind.Max }, Inputs: [int input] } => IsSigns(input),
        _ => false,
    };
}
