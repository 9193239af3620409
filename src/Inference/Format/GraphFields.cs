using Inference.Exits;

namespace Inference.Format;

/// <summary>The fields of one layer or exit in the graph; every one is asked for once, and none may be left over.</summary>
internal sealed class GraphFields
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
        string kind = Word("kind");
        LayerDefinition layer = kind switch
        {
            GraphNames.Standardize => new StandardizeDefinition(Number("minimum_deviation", 1, 255)),
            GraphNames.ByteConv => new ByteConvDefinition(
                Number("kernel", 1, 7),
                Number("stride", 1, 2),
                Number("input", 1, NetworkBounds.InputChannels),
                Output(),
                [],
                [],
                [],
                Shift(31)),
            GraphNames.Pool => new PoolDefinition(Pool()),
            GraphNames.BinaryResidual => new BinaryResidualDefinition(Number("kernel", 1, 3), Input(), Output(), [], [], [], [], Shift(31)),
            GraphNames.Sign => new SignDefinition([], new bool[Number("channels", 1, NetworkBounds.Channels)]),
            GraphNames.BinaryConv => new BinaryConvDefinition(Number("kernel", 1, 3), Input(), Output(), [], [], []),
            _ => throw new ModelFormatException(_offset, $"the layer kind \"{kind}\"", "a kind of docs/model-format.md"),
        };
        NoMore(kind);
        return layer;
    }

    /// <exception cref="ModelFormatException">Not the fields of an exit.</exception>
    public ExitDefinition ToExit()
    {
        int channels = Number("channels", 1, NetworkBounds.Channels);
        ExitDefinition exit = new(
            Number("grid", 1, NetworkBounds.Side), new short[channels], [], [], Shift(47), Number("threshold", 0, ExitPolicy.Never));
        long features = (long)exit.Grid * exit.Grid * channels;
        if (features > NetworkBounds.Elements)
            throw new ModelFormatException(_offset, $"an exit of {features} features", $"at most {NetworkBounds.Elements}");
        NoMore("exit");
        return exit;
    }

    private int Input() => Number("input", 1, NetworkBounds.Channels);

    private int Output() => Number("output", 1, NetworkBounds.Channels);

    private int Shift(int highest) => Number("shift", 0, highest);

    private PoolKind Pool() => Word("pool") switch
    {
        "max" => PoolKind.Max,
        "average" => PoolKind.Average,
        string other => throw new ModelFormatException(_offset, $"the pool \"{other}\"", "max or average"),
    };

    private string Word(string key) =>
        _words.Remove(key, out string? word) ? word : throw new ModelFormatException(_offset, $"no word \"{key}\" in a layer", "one");

    private int Number(string key, int lowest, int highest)
    {
        if (!_numbers.Remove(key, out int number))
            throw new ModelFormatException(_offset, $"no number \"{key}\" in a layer or exit", "one");
        if (number < lowest || number > highest)
            throw new ModelFormatException(_offset, $"{key} {number}", $"{lowest} to {highest}");
        return number;
    }

    private void NoMore(string kind)
    {
        foreach (string key in _words.Keys.Concat(_numbers.Keys))
            throw new ModelFormatException(_offset, $"the key \"{key}\" in {kind}", "only the keys of docs/model-format.md");
    }
}
