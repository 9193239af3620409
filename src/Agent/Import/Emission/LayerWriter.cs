using Agent.Import.Graphs;
using Inference.Format;

namespace Agent.Import.Emission;

/// <summary>Writes vertices as layers that follow one another: the trunk, or one head. Where the order jumps, a map is recalled.</summary>
internal sealed class LayerWriter
{
    private readonly Graph _graph;
    private readonly Dictionary<(int Vertex, Form Form), int> _numbers = [];
    private readonly List<LayerDefinition> _layers = [];
    private (int Vertex, Form Form) _current;
    private int _taken;

    /// <param name="graph">The whole network, normalised.</param>
    /// <param name="start">The vertex whose map the first layer reads; −1 before the picture.</param>
    public LayerWriter(Graph graph, int start)
    {
        _graph = graph;
        _current = (start, start < 0 ? Form.Floats : FormOf(start));
    }

    /// <summary>The layers since they were last taken.</summary>
    public IReadOnlyList<LayerDefinition> Take()
    {
        LayerDefinition[] layers = [.. _layers.Skip(_taken)];
        _taken = _layers.Count;
        return layers;
    }

    /// <summary>
    /// The number, from 1, of the layer that gives a vertex's map in its own form; the map of the vertex must have been written.
    /// </summary>
    public int NumberOf(int vertex) => _numbers[(vertex, FormOf(vertex))];

    /// <summary>How a vertex's map is held.</summary>
    public Form FormOf(int vertex) => QuantumOf(vertex) is null ? Form.Floats : Form.SignedBytes;

    /// <summary>The steps of a map in 8 bits: its own, or those of the map whose largest it keeps; null: floats.</summary>
    public Quantum? QuantumOf(int vertex) => _graph.Vertices[vertex] switch
    {
        { Quantum: { } own } => own,
        { Operation: Pooling { Kind: PoolKind.Max }, Inputs: [int input] } => QuantumOf(input),
        _ => null,
    };

    /// <summary>Writes the layers of a vertex.</summary>
    /// <exception cref="ImportException">No layer does what it asks.</exception>
    public void Write(int index)
    {
        Vertex vertex = _graph.Vertices[index];
        switch (vertex.Operation)
        {
            case Picture picture:
                WritePicture(vertex, picture);
                break;
            case Convolution convolution:
                WriteConvolution(vertex, convolution);
                break;
            case Scaling scaling:
                WriteScaling(vertex, scaling);
                break;
            case Sum:
                WriteSum(vertex);
                break;
            case Pooling pooling:
                WritePooling(vertex, pooling);
                break;
            default:
                throw Unsupported(vertex);
        }

        _current = (index, FormOf(index));
        _numbers[_current] = _layers.Count;
    }

    /// <summary>Makes a vertex's map, in a form, the one that the next layer reads.</summary>
    public void Need(int vertex, Form form)
    {
        if (_current == (vertex, form))
            return;
        if (_numbers.TryGetValue((vertex, form), out int number))
        {
            _layers.Add(new RecallDefinition(number));
            _current = (vertex, form);
            return;
        }

        if (!_numbers.ContainsKey((vertex, FormOf(vertex))) && _current != (vertex, FormOf(vertex)))
            throw _graph.Vertices[vertex].Fault(
                "a map that starts the head of an exit and is read there again further on",
                "a head that reads it once");
        Need(vertex, FormOf(vertex));
        Vertex what = _graph.Vertices[vertex];
        if (form != Form.Floats)
            throw what.Fault("floats", "8-bit codes");
        _layers.Add(QuantizedLayers.Dequantize(QuantumOf(vertex)!.Value, what.Shape.Channels));
        _current = (vertex, form);
        _numbers[_current] = _layers.Count;
    }

    private void WritePicture(Vertex vertex, Picture picture)
    {
        if (vertex.Quantum is { } quantum)
            _layers.Add(QuantizedLayers.Picture(picture, vertex.Limits, quantum));
        else
            _layers.Add(new AffineDefinition(picture.Factors, picture.Offsets, FloatLayers.Activation(vertex)));
    }

    private void WriteConvolution(Vertex vertex, Convolution convolution)
    {
        int input = vertex.Inputs[0];
        bool isQuantized = vertex.Quantum is not null && QuantumOf(input) is not null;
        if (convolution.Border != 0 && convolution.Window.HasBorder)
            throw vertex.Fault($"a border of {convolution.Border}", "a border of 0");
        Need(input, isQuantized ? Form.SignedBytes : Form.Floats);
        MapShape shape = _graph.Vertices[input].Shape;
        Window window = convolution.Window;
        if (shape.Pixels > 1 && shape.Elements <= NetworkBounds.Features && window == new Window(shape.Height, shape.Width, 1, 0, 0, 0, 0))
        {
            // A dense layer: both orders of memory are those of its weights.
            _layers.Add(new FlattenDefinition());
            (shape, window) = (new MapShape(shape.Elements, 1, 1), Window.One);
        }

        if (isQuantized)
        {
            _layers.Add(QuantizedLayers.Convolution(vertex, convolution, window, shape.Channels, QuantumOf(input)!.Value));
            return;
        }

        _layers.Add(FloatLayers.Convolution(vertex, convolution, window, shape.Channels));
        Round(vertex);
    }

    private void WriteScaling(Vertex vertex, Scaling scaling)
    {
        int input = vertex.Inputs[0];
        if (vertex.Quantum is { } output && QuantumOf(input) is { } quantum)
        {
            Need(input, Form.SignedBytes);
            _layers.Add(QuantizedLayers.Table(scaling, vertex.Limits, quantum, output));
            return;
        }

        Need(input, Form.Floats);
        if (!scaling.IsIdentity || vertex.Limits != Limits.None || vertex.Quantum is null)
            _layers.Add(new AffineDefinition(scaling.Factors, scaling.Offsets, FloatLayers.Activation(vertex)));
        Round(vertex);
    }

    private void WriteSum(Vertex vertex)
    {
        (int left, int right) = (vertex.Inputs[0], vertex.Inputs[1]);
        bool isQuantized = vertex.Quantum is not null && QuantumOf(left) is not null && QuantumOf(right) is not null;
        Form form = isQuantized ? Form.SignedBytes : Form.Floats;
        if (_current == (right, form))
            (left, right) = (right, left);
        if (!_numbers.ContainsKey((right, form)))
            Need(right, form);
        Need(left, form);
        if (!_numbers.TryGetValue((right, form), out int from))
            throw vertex.Fault("a sum of the map that starts the head of an exit and itself", "a head that reads it once");
        if (isQuantized)
        {
            _layers.Add(QuantizedLayers.Sum(vertex, from, QuantumOf(left)!.Value, QuantumOf(right)!.Value));
            return;
        }

        _layers.Add(new AddDefinition(from, FloatLayers.Activation(vertex)));
        Round(vertex);
    }

    private void WritePooling(Vertex vertex, Pooling pooling)
    {
        int input = vertex.Inputs[0];
        Quantum? from = QuantumOf(input);
        bool isQuantized = from is not null
            && (pooling.Kind == PoolKind.Max ? vertex.Quantum is null || vertex.Quantum == from : vertex.Quantum == from);
        Need(input, isQuantized ? Form.SignedBytes : Form.Floats);
        _layers.Add(new WindowPoolDefinition(pooling.Kind, pooling.Window));
        if (!isQuantized)
            Round(vertex);
    }

    private void Round(Vertex vertex)
    {
        if (vertex.Quantum is { } quantum)
            _layers.Add(new QuantizeDefinition([quantum.Scale], quantum.Zero));
    }

    private static ImportException Unsupported(Vertex vertex) => vertex.Operation switch
    {
        Signs => vertex.Fault("signs", "--as binary-trunk for networks with Sign"),
        Softmax => vertex.Fault("a softmax inside the network", "softmax only after the logits of an exit"),
        _ => vertex.Fault(
            "a border that the layer after it cannot take",
            "a constant pad right before one convolution, smaller than its window"),
    };
}
