using System.Text.Json;
using System.Text.Unicode;
using Optimizers.Learning.Memory;

namespace Agent.Learning;

/// <summary>The payload of topic <c>label</c>, read. Whoever may write to the topic may write anything there: nothing throws.</summary>
/// <param name="Request">What is asked; null: <paramref name="Fault"/> says why not.</param>
/// <param name="EventId">Its <c>event_id</c>, as far as it could be read.</param>
/// <param name="Label">Its <c>label</c>, as far as it could be read.</param>
/// <param name="Fault">What was found and expected; empty: nothing is wrong.</param>
internal sealed record LabelReading(LabelRequest? Request, string? EventId, string? Label, string Fault)
{
    /// <summary>Largest payload, bytes.</summary>
    public const int MostBytes = 4096;

    private const int MostCharacters = 64;
    private static readonly string[] Fields = ["event_id", "label", "source", "risk", "failure", "network_hash"];

    /// <summary>Reads a payload.</summary>
    public static LabelReading Of(ReadOnlyMemory<byte> payload)
    {
        if (!Utf8.IsValid(payload.Span))
            return Refused("found bytes that are no UTF-8, expected one JSON object");
        try
        {
            using JsonDocument document = JsonDocument.Parse(payload, new JsonDocumentOptions { AllowDuplicateProperties = false, MaxDepth = 4 });
            return Of(document.RootElement);
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            // The second: half of a surrogate pair as \u escape.
            return Refused($"found no JSON ({fault.Message}), expected one object with {string.Join(", ", Fields[..2])}");
        }
    }

    private static LabelReading Of(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
            return Refused($"found JSON that is {Kind(root)}, expected an object");
        string fault = "";
        string? eventId = Text(root, "event_id", ref fault), label = Text(root, "label", ref fault);
        string? source = Text(root, "source", ref fault), hash = Text(root, "network_hash", ref fault);
        double? risk = Share(root, "risk", ref fault), failure = Share(root, "failure", ref fault);
        foreach (JsonProperty property in root.EnumerateObject())
        {
            if (fault.Length == 0 && !Fields.Contains(property.Name))
                fault = $"found the field \"{Shown(property.Name)}\", expected only {string.Join(", ", Fields)}";
        }

        if (fault.Length == 0)
            fault = NamesFault(eventId, label);
        if (fault.Length == 0)
            fault = SourceFault(source, risk, failure, hash);
        LabelRequest? request = fault.Length > 0 ? null
            : new LabelRequest(eventId!, label!, source == "board" ? LabelSource.OtherBoard : LabelSource.Operator, risk, failure, hash);
        return new LabelReading(request, eventId is null ? null : Shown(eventId), label is null ? null : Shown(label), fault);
    }

    private static string NamesFault(string? eventId, string? label)
    {
        if (eventId is null)
            return "found no event_id, expected the id of an event";
        if (eventId.Length is 0 or > MostCharacters || !eventId.All(c => char.IsAsciiLetterOrDigit(c) || c == '-'))
            return $"found the event_id \"{Shown(eventId)}\", expected the id of an event, 1 to {MostCharacters} of A-Z a-z 0-9 -";
        if (label is null)
            return "found no label, expected the name of a class";
        return label.Length is 0 or > MostCharacters || label.Any(char.IsControl)
            ? $"found the label \"{Shown(label)}\", expected the name of a class, 1 to {MostCharacters} characters" : "";
    }

    private static string SourceFault(string? source, double? risk, double? failure, string? hash)
    {
        if (source is not (null or "operator" or "board"))
            return $"found the source \"{Shown(source)}\", expected operator or board";
        if (source == "board")
        {
            return risk is null || failure is null || hash is null
                ? "found a board's label without its certificate, expected risk, failure and network_hash"
                : hash.Length == 64 && hash.All(char.IsAsciiHexDigitLower)
                    ? "" : $"found the network_hash \"{Shown(hash)}\", expected 64 hex digits in lower case";
        }

        return risk is null && failure is null && hash is null ? "" : "found a certificate with an operator's label, expected \"source\": \"board\"";
    }

    private static string? Text(JsonElement root, string name, ref string fault)
    {
        if (!root.TryGetProperty(name, out JsonElement value))
            return null;
        if (value.ValueKind == JsonValueKind.String)
            return value.GetString();
        fault = fault.Length > 0 ? fault : $"found {name} that is {Kind(value)}, expected a string";
        return null;
    }

    private static double? Share(JsonElement root, string name, ref string fault)
    {
        if (!root.TryGetProperty(name, out JsonElement value))
            return null;
        if (value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double share) && share is > 0 and < 1)
            return share;
        string found = value.ValueKind == JsonValueKind.Number ? Shown(value.GetRawText()) : "that is " + Kind(value);
        fault = fault.Length > 0 ? fault : $"found {name} {found}, expected a number above 0 and below 1";
        return null;
    }

    private static string Kind(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.String => "a string",
        JsonValueKind.Number => "a number",
        JsonValueKind.True or JsonValueKind.False => "true or false",
        _ => "null",
    };

    private static string Shown(string text) => text.Length <= MostCharacters ? text : text[..MostCharacters] + "…";

    private static LabelReading Refused(string fault) => new(null, null, null, fault);
}
