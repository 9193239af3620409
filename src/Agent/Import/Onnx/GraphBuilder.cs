using Agent.Import.Graphs;
using Inference.Format;

namespace Agent.Import.Onnx;

/// <summary>Gathers the vertices of a graph while its nodes are read.</summary>
internal sealed class GraphBuilder
{
    private readonly List<Vertex> _vertices = [];
    private readonly Dictionary<(int Vertex, Quantum Quantum), int> _rounded = [];

    public IReadOnlyList<Vertex> Vertices => _vertices;

    /// <summary>Adds what a node computes from some maps.</summary>
    /// <exception cref="ImportException">The map is larger than the engine holds.</exception>
    public MapOperand Add(OnnxNode node, Operation operation, MapShape shape, params ReadOnlySpan<MapOperand> inputs) =>
        Add(node, operation, shape, Limits.None, inputs);

    /// <inheritdoc cref="Add(OnnxNode, Operation, MapShape, ReadOnlySpan{MapOperand})"/>
    public MapOperand Add(OnnxNode node, Operation operation, MapShape shape, Limits limits, params ReadOnlySpan<MapOperand> inputs)
    {
        int[] indices = new int[inputs.Length];
        for (int i = 0; i < indices.Length; i++)
            indices[i] = inputs[i].Vertex;
        return Add(new Vertex(operation, indices, shape, node.Place) { Limits = limits }, inputs[0].IsFlat);
    }

    /// <summary>Adds a vertex.</summary>
    public MapOperand Add(Vertex vertex, bool isFlat)
    {
        MapShape shape = vertex.Shape;
        if (shape.Channels < 1 || shape.Height < 1 || shape.Width < 1
            || (long)shape.Channels * shape.Height * shape.Width > NetworkBounds.Elements)
            throw vertex.Fault($"a map of {shape}", $"sizes of at least 1 and at most {NetworkBounds.Elements} numbers");
        _vertices.Add(vertex);
        return new MapOperand(_vertices.Count - 1, shape, isFlat, null);
    }

    /// <summary>Rounds a map to 8 bits; the same rounding twice is one.</summary>
    /// <returns>The codes.</returns>
    public MapOperand Round(OnnxNode node, MapOperand map, Quantum quantum)
    {
        int rounded = map.Vertex;
        if (_vertices[map.Vertex].Quantum != quantum && !_rounded.TryGetValue((map.Vertex, quantum), out rounded))
        {
            rounded = Add(node, Scaling.Identity(map.Shape.Channels), map.Shape, map).Vertex;
            _vertices[rounded] = _vertices[rounded] with { Quantum = quantum };
            _rounded.Add((map.Vertex, quantum), rounded);
        }

        return map with { Vertex = rounded, Codes = quantum };
    }
}
