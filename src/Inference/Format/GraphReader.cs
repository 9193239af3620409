using System.Text;
using System.Text.Json;

namespace Inference.Format;

/// <summary>
/// Reads the graph out of its JSON; the definition it gives has no tensors yet. Sizes are within <see cref="NetworkBounds"/>.
/// </summary>
internal ref struct GraphReader
{
    private static readonly string[] NetworkKeys = ["classes", "input", "name", "notes", "policy", "stages"];

    private readonly long _offset;
    private JsonCursor _cursor;

    private GraphReader(ReadOnlySpan<byte> json, long offset)
    {
        _offset = offset;
        _cursor = new JsonCursor(json, offset, nested: true);
    }

    /// <param name="json">The text of <c>graph</c>.</param>
    /// <param name="offset">Where its string stands in the file.</param>
    /// <exception cref="ModelFormatException">Not a graph.</exception>
    public static NetworkDefinition Read(string json, long offset)
    {
        GraphReader reader = new(Encoding.UTF8.GetBytes(json), offset);
        NetworkDefinition network = reader.ReadNetwork();
        reader._cursor.End();
        return network;
    }

    private NetworkDefinition ReadNetwork()
    {
        NetworkDefinition network = new("", default, [], [], default, new Dictionary<string, string>());
        HashSet<string> keys = [];
        _cursor.Next(JsonTokenType.StartObject, "an object");
        while (_cursor.NextKey(keys) is { } key)
        {
            network = key switch
            {
                "name" => network with { Name = _cursor.NextText("a name") },
                "input" => network with { Input = ReadInput() },
                "classes" => network with { Classes = ReadClasses() },
                "policy" => network with { Policy = ReadPolicy() },
                "notes" => network with { Notes = ReadNotes() },
                "stages" => network with { Stages = ReadStages() },
                _ => throw _cursor.Fault($"the key \"{key}\"", string.Join(", ", NetworkKeys)),
            };
        }

        Complete(keys, NetworkKeys);
        return network;
    }

    private InputShape ReadInput()
    {
        _cursor.Next(JsonTokenType.StartArray, "[height, width, channels]");
        int height = (int)_cursor.NextNumber("height", 1, NetworkBounds.Side);
        int width = (int)_cursor.NextNumber("width", 1, NetworkBounds.Side);
        int channels = (int)_cursor.NextNumber("channels", 1, NetworkBounds.InputChannels);
        _cursor.Next(JsonTokenType.EndArray, "three numbers");
        return new InputShape(height, width, channels);
    }

    private List<string> ReadClasses()
    {
        List<string> classes = [];
        _cursor.Next(JsonTokenType.StartArray, "an array of names");
        for (_cursor.Next(); _cursor.Token != JsonTokenType.EndArray; _cursor.Next())
        {
            if (classes.Count == NetworkBounds.Classes)
                throw _cursor.Fault("more classes", $"at most {NetworkBounds.Classes}");
            classes.Add(_cursor.Text("a name"));
        }

        return classes;
    }

    private ExitPolicyKind ReadPolicy() => _cursor.NextText("a policy") switch
    {
        "top1" => ExitPolicyKind.Top1,
        "margin" => ExitPolicyKind.Margin,
        "entropy" => ExitPolicyKind.Entropy,
        string other => throw _cursor.Fault($"the policy \"{other}\"", "top1, margin or entropy"),
    };

    private Dictionary<string, string> ReadNotes()
    {
        Dictionary<string, string> notes = [];
        HashSet<string> keys = [];
        _cursor.Next(JsonTokenType.StartObject, "an object of strings");
        while (_cursor.NextKey(keys) is { } key)
            notes.Add(key, _cursor.NextText("a string"));
        return notes;
    }

    private List<StageDefinition> ReadStages()
    {
        List<StageDefinition> stages = [];
        int layers = 0;
        _cursor.Next(JsonTokenType.StartArray, "an array of stages");
        for (_cursor.Next(); _cursor.Token != JsonTokenType.EndArray; _cursor.Next())
        {
            StageDefinition stage = ReadStage();
            stages.Add(stage);
            layers += stage.Layers.Count;
            if (stages.Count > NetworkBounds.Stages || layers > NetworkBounds.Layers)
                throw _cursor.Fault("more stages or layers", $"at most {NetworkBounds.Stages} stages and {NetworkBounds.Layers} layers");
        }

        return stages;
    }

    private StageDefinition ReadStage()
    {
        List<LayerDefinition> layers = [];
        ExitDefinition? exit = null;
        HashSet<string> keys = [];
        _cursor.Need(JsonTokenType.StartObject, "a stage: an object");
        while (_cursor.NextKey(keys) is { } key)
        {
            switch (key)
            {
                case "layers":
                    ReadLayers(layers);
                    break;
                case "exit":
                    _cursor.Next(JsonTokenType.StartObject, "an exit: an object");
                    exit = ReadExit();
                    break;
                default:
                    throw _cursor.Fault($"the key \"{key}\"", "layers or exit");
            }
        }

        Complete(keys, ["exit", "layers"]);
        return new StageDefinition(layers, exit!);
    }

    private ExitDefinition ReadExit()
    {
        GraphFields fields = new(_offset);
        List<LayerDefinition>? head = null;
        HashSet<string> keys = [];
        while (_cursor.NextKey(keys) is { } key)
        {
            if (key == "layers")
                ReadLayers(head = []);
            else
                ReadField(fields, key);
        }

        return fields.ToExit(head);
    }

    private void ReadLayers(List<LayerDefinition> layers)
    {
        _cursor.Next(JsonTokenType.StartArray, "an array of layers");
        for (_cursor.Next(); _cursor.Token != JsonTokenType.EndArray; _cursor.Next())
        {
            if (layers.Count == NetworkBounds.Layers)
                throw _cursor.Fault("more layers", $"at most {NetworkBounds.Layers}");
            _cursor.Need(JsonTokenType.StartObject, "a layer: an object");
            layers.Add(ReadFields().ToLayer());
        }
    }

    /// <summary>The rest of a flat object of strings and numbers.</summary>
    private GraphFields ReadFields()
    {
        GraphFields fields = new(_offset);
        HashSet<string> keys = [];
        while (_cursor.NextKey(keys) is { } key)
            ReadField(fields, key);
        return fields;
    }

    private void ReadField(GraphFields fields, string key)
    {
        _cursor.Next();
        if (_cursor.Token == JsonTokenType.String)
            fields.Add(key, _cursor.Text("a word"));
        else
            fields.Add(key, (int)_cursor.Number(key, int.MinValue, int.MaxValue));
    }

    private readonly void Complete(HashSet<string> keys, string[] needed)
    {
        foreach (string key in needed)
        {
            if (!keys.Contains(key))
                throw _cursor.Fault($"no key \"{key}\"", string.Join(", ", needed));
        }
    }
}
