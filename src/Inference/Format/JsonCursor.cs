using System.Text.Json;

namespace Inference.Format;

/// <summary>
/// Reads JSON forwards and strictly: repeated keys, comments, trailing commas and more than eight levels are refused, with the place.
/// </summary>
internal ref struct JsonCursor
{
    private readonly long _start;
    private readonly bool _nested;
    private Utf8JsonReader _reader;

    /// <param name="json">The text.</param>
    /// <param name="start">Where it stands in the file.</param>
    /// <param name="nested">
    /// True for JSON inside a JSON string, whose escapes shift the bytes: faults then name its own byte as well.
    /// </param>
    public JsonCursor(ReadOnlySpan<byte> json, long start, bool nested)
    {
        _start = start;
        _nested = nested;
        _reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 8 });
    }

    /// <summary>Where the current token stands in the file.</summary>
    public readonly long Offset => _nested ? _start : _start + _reader.TokenStartIndex;

    /// <summary>The kind of the current token.</summary>
    public readonly JsonTokenType Token => _reader.TokenType;

    /// <summary>Goes to the next token.</summary>
    /// <exception cref="ModelFormatException">No JSON, or it ended.</exception>
    public void Next()
    {
        bool more;
        try
        {
            more = _reader.Read();
        }
        catch (JsonException fault)
        {
            long at = _reader.BytesConsumed;
            throw new ModelFormatException(_nested ? _start : _start + at, $"no JSON at byte {at} of the text: {fault.Message}", "JSON");
        }

        if (!more)
            throw Fault("the end of the text", "more JSON");
    }

    /// <summary>Goes to the next token, which must be of one kind.</summary>
    public void Next(JsonTokenType expected, string what)
    {
        Next();
        Need(expected, what);
    }

    /// <summary>Demands that the current token is of one kind.</summary>
    public readonly void Need(JsonTokenType expected, string what)
    {
        if (_reader.TokenType != expected)
            throw Fault($"{_reader.TokenType}", what);
    }

    /// <summary>The next key of the current object, or null at its end.</summary>
    /// <param name="seen">Keys so far; a repeated one is refused.</param>
    public string? NextKey(ISet<string> seen)
    {
        Next();
        if (_reader.TokenType == JsonTokenType.EndObject)
            return null;
        string key = Text();
        return seen.Add(key) ? key : throw Fault($"the key \"{key}\" twice", "each key once");
    }

    /// <summary>The string that follows.</summary>
    public string NextText(string what)
    {
        Next();
        return Text(what);
    }

    /// <summary>The current token as a string.</summary>
    public readonly string Text(string what)
    {
        Need(JsonTokenType.String, what);
        return Text();
    }

    /// <summary>The whole number that follows.</summary>
    public long NextNumber(string what, long lowest, long highest)
    {
        Next();
        return Number(what, lowest, highest);
    }

    /// <summary>The current token as a whole number.</summary>
    public readonly long Number(string what, long lowest, long highest)
    {
        Need(JsonTokenType.Number, what);
        if (!_reader.TryGetInt64(out long number) || number < lowest || number > highest)
            throw Fault("another number", $"{what}, a whole number from {lowest} to {highest}");
        return number;
    }

    /// <summary>Demands that nothing but white space follows.</summary>
    public void End()
    {
        try
        {
            if (!_reader.Read())
                return;
        }
        catch (JsonException)
        {
            // Reported below: whatever follows is one token too many.
        }

        throw Fault("more text", "the end of the JSON");
    }

    /// <summary>A fault at the current token.</summary>
    public readonly ModelFormatException Fault(string found, string expected)
    {
        string place = _nested ? $" at byte {_reader.TokenStartIndex} of the graph" : "";
        return new ModelFormatException(Offset, found + place, expected);
    }

    private readonly string Text()
    {
        try
        {
            return _reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw Fault("text that is not UTF-8", "UTF-8");
        }
    }
}
