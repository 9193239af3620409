namespace Inference.Format;

/// <summary>The fields of one layer or exit as read from the graph; every one is asked for once, and none may be left over.</summary>
internal sealed class GraphFields : FieldStore
{
    private readonly long _offset;
    private readonly Dictionary<string, string> _words = [];
    private readonly Dictionary<string, int> _numbers = [];

    /// <param name="offset">Where the graph stands in the file, for faults.</param>
    public GraphFields(long offset) => _offset = offset;

    public void Add(string key, string word) => _words.Add(key, word);

    public void Add(string key, int number) => _numbers.Add(key, number);

    /// <exception cref="ModelFormatException">Not the fields of a layer.</exception>
    public LayerDefinition ToLayer()
    {
        if (!_words.Remove("kind", out string? kind))
            throw new ModelFormatException(_offset, "no word \"kind\" in a layer", "one");
        if (LayerKinds.Find(kind) is not { } layer)
            throw new ModelFormatException(_offset, $"the layer kind \"{kind}\"", "a kind of docs/model-format.md");
        layer = FieldWalk.Walk(layer, this);
        NoMore(kind);
        return layer;
    }

    /// <param name="head">The layers of the exit, or null when it has none.</param>
    /// <exception cref="ModelFormatException">Not the fields of an exit.</exception>
    public ExitDefinition ToExit(IReadOnlyList<LayerDefinition>? head)
    {
        ExitDefinition exit = head is not null ? new BranchExitDefinition(head, [], 0, 0)
            : _numbers.ContainsKey("members") ? new VoteExitDefinition(2, 1, [], [], [], 0, [], 0) : new LinearExitDefinition(1, [], [], [], 0, 0);
        exit = FieldWalk.Walk(exit, this);
        long features = exit switch
        {
            LinearExitDefinition linear => (long)linear.Grid * linear.Grid * linear.Offsets.Length,
            VoteExitDefinition vote => (long)vote.Grid * vote.Grid * vote.Offsets.Length,
            _ => 0,
        };
        if (features > NetworkBounds.Elements)
            throw new ModelFormatException(_offset, $"an exit of {features} features", $"at most {NetworkBounds.Elements}");
        NoMore("exit");
        return exit;
    }

    /// <inheritdoc/>
    public override int Number(string key, int current, int lowest, int highest)
    {
        if (!_numbers.Remove(key, out int number))
            throw new ModelFormatException(_offset, $"no number \"{key}\" in a layer or exit", "one");
        if (number < lowest || number > highest)
            throw new ModelFormatException(_offset, $"{key} {number}", $"{lowest} to {highest}");
        return number;
    }

    /// <inheritdoc/>
    public override int Word(string key, int current, ReadOnlySpan<string> words)
    {
        if (!_words.Remove(key, out string? word))
            throw new ModelFormatException(_offset, $"no word \"{key}\" in a layer", "one");
        int place = words.IndexOf(word);
        return place >= 0 ? place : throw new ModelFormatException(_offset, $"{key} \"{word}\"", string.Join(" or ", words.ToArray()));
    }

    private void NoMore(string kind)
    {
        foreach (string key in _words.Keys.Concat(_numbers.Keys))
            throw new ModelFormatException(_offset, $"the key \"{key}\" in {kind}", "only the keys of docs/model-format.md");
    }
}
