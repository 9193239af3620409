using System.Text.Json;

namespace Inference.Format;

/// <summary>Writes the fields of one layer or exit into the current object of the graph.</summary>
internal sealed class FieldWriter : FieldStore
{
    private readonly Utf8JsonWriter _json;

    /// <param name="json">Stands inside an object.</param>
    public FieldWriter(Utf8JsonWriter json) => _json = json;

    /// <inheritdoc/>
    public override int Number(string key, int current, int lowest, int highest)
    {
        _json.WriteNumber(key, current);
        return current;
    }

    /// <inheritdoc/>
    public override int Word(string key, int current, ReadOnlySpan<string> words)
    {
        _json.WriteString(key, words[current]);
        return current;
    }
}
