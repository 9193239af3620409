using Inference.Format;
using Inference.Layers;

namespace Inference;

/// <summary>Builds layers that follow one another, and frees the room of a map after the last layer that reads it.</summary>
internal sealed class LayerSequence
{
    private readonly ILayerCatalog _catalog;
    private readonly WorkspacePlan _plan;
    private readonly Activation[] _held;
    private readonly int[] _lastReader;
    private readonly List<Activation> _outputs = [];

    /// <param name="catalog">Makes the layers.</param>
    /// <param name="plan">Where they reserve memory.</param>
    /// <param name="input">What the first layer reads.</param>
    /// <param name="layers">All of them.</param>
    public LayerSequence(ILayerCatalog catalog, WorkspacePlan plan, Activation input, IEnumerable<LayerDefinition> layers)
    {
        _catalog = catalog;
        _plan = plan;
        _held = [.. plan.Live];
        _lastReader = LastReaders([.. layers]);
        Current = input;
    }

    /// <summary>What the last layer built writes; before the first, what that one reads.</summary>
    public Activation Current { get; private set; }

    /// <exception cref="ModelFormatException">The layer does not fit what it reads.</exception>
    public ILayer Build(LayerDefinition definition, string place)
    {
        ILayer layer = _catalog.Layer(definition, new(place, Current, _plan, _outputs));
        Current = layer.Output;
        _outputs.Add(Current);
        int built = _outputs.Count;
        _plan.Keep(_held.Concat(_outputs.Where((_, index) => _lastReader[index] > built)));
        return layer;
    }

    /// <summary>For each layer the number, from 1, of the last that reads its map: the next, or one further on that names it.</summary>
    private static int[] LastReaders(LayerDefinition[] layers)
    {
        int[] last = new int[layers.Length];
        for (int index = 0; index < layers.Length; index++)
        {
            last[index] = index + 2;
            int from = layers[index].Earlier;
            if (from > 0 && from <= index)
                last[from - 1] = index + 1;
        }

        return last;
    }
}
