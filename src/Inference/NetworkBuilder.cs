using Inference.Exits;
using Inference.Format;
using Inference.Layers;

namespace Inference;

/// <summary>Turns a definition into stages, checking everything on the way, and gathers the memory plan.</summary>
internal sealed class NetworkBuilder
{
    private readonly NetworkDefinition _definition;
    private readonly ILayerCatalog _catalog;
    private readonly LayerSequence _trunk;

    /// <exception cref="ModelFormatException">A name, class or size out of its range.</exception>
    public NetworkBuilder(NetworkDefinition definition, ILayerCatalog catalog)
    {
        _definition = definition;
        _catalog = catalog;
        CheckNames(definition);
        InputShape input = definition.Input;
        Expect.Range("input", "height", input.Height, 1, NetworkBounds.Side);
        Expect.Range("input", "width", input.Width, 1, NetworkBounds.Side);
        Expect.Range("input", "channels", input.Channels, 1, NetworkBounds.InputChannels);
        Expect.Range("network", "stages", definition.Stages.Count, 1, NetworkBounds.Stages);
        Expect.Range("network", "layers", definition.Stages.Sum(stage => (long)stage.Layers.Count), 1, NetworkBounds.Layers);
        Activation pixels = new(new(FeatureKind.Pixels, input.Height, input.Width, input.Channels), 0);
        _trunk = new LayerSequence(catalog, Plan, pixels, definition.Stages.SelectMany(stage => stage.Layers));
        _ = AnchorSet.Of(definition);
        Plan.Pixels = input.Length;
        Plan.Classes = definition.Classes.Count;
    }

    public WorkspacePlan Plan { get; } = new();

    /// <exception cref="ModelFormatException">A layer or exit does not fit what it reads.</exception>
    public Stage[] Build()
    {
        Stage[] stages = new Stage[_definition.Stages.Count];
        for (int index = 0; index < stages.Length; index++)
            stages[index] = Build(index + 1, _definition.Stages[index]);
        return stages;
    }

    private Stage Build(int number, StageDefinition definition)
    {
        ILayer[] layers = new ILayer[definition.Layers.Count];
        for (int index = 0; index < layers.Length; index++)
            layers[index] = _trunk.Build(definition.Layers[index], TensorNames.Layer(TensorNames.Stage(number), index + 1));

        LayerSite site = new(TensorNames.Exit(number), _trunk.Current, Plan, []);
        IExit exit = _catalog.Exit(definition.Exit, _definition.Classes.Count, site);
        return new Stage(number, layers, exit, _trunk.Current.Map, definition.Exit.Threshold);
    }

    private static void CheckNames(NetworkDefinition definition)
    {
        Expect.Range("network", "classes", definition.Classes.Count, 2, NetworkBounds.Classes);
        if (!Enum.IsDefined(definition.Policy))
            throw new ModelFormatException(-1, $"policy {definition.Policy}", "Top1, Margin, Entropy or Vote");
        HashSet<string> seen = [];
        foreach (string name in definition.Classes.Prepend(definition.Name))
            Expect.Range("network", "characters in a name", name.Length, 1, NetworkBounds.NameLength);
        foreach (string name in definition.Classes)
        {
            if (!seen.Add(name))
                throw new ModelFormatException(-1, $"the class \"{name}\" twice", "classes that are all different");
        }
    }
}
