using System.Text.Json;
using System.Text.Json.Serialization;

namespace Agent.Options;

/// <summary>Reads a configuration file and says everything that is wrong with it at once.</summary>
public static class OptionsFile
{
    /// <summary>Reads and validates <paramref name="path"/>.</summary>
    /// <param name="path">A JSON file; comments and trailing commas are allowed.</param>
    /// <returns>The options; never half of them.</returns>
    /// <exception cref="OptionsException">The file is missing, is not JSON, has unknown keys or values out of range.</exception>
    public static AgentOptions Read(string path)
    {
        byte[] text;
        try
        {
            text = File.ReadAllBytes(path);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new OptionsException([$"{path}: cannot be read: {fault.Message}"]);
        }

        return Parse(text, path);
    }

    /// <summary>Parses and validates the bytes of a configuration file.</summary>
    /// <param name="text">UTF-8 JSON.</param>
    /// <param name="name">What to call the file in messages.</param>
    /// <returns>The options; never half of them.</returns>
    /// <exception cref="OptionsException">The bytes are not JSON, have unknown keys or values out of range.</exception>
    public static AgentOptions Parse(ReadOnlyMemory<byte> text, string name)
    {
        List<string> faults = [];
        try
        {
            using JsonDocument document = JsonDocument.Parse(text, new JsonDocumentOptions
            {
                CommentHandling = JsonCommentHandling.Skip,
                AllowTrailingCommas = true,
                AllowDuplicateProperties = false,
            });
            OptionsKeys.Check(document.RootElement, name, faults);
            if (faults.Count == 0)
            {
                AgentOptions options = document.RootElement.Deserialize(OptionsJson.Default.AgentOptions)!;
                OptionsRules.Check(options, name, faults);
                if (faults.Count == 0)
                    return options;
            }
        }
        catch (JsonException fault)
        {
            string where = fault.LineNumber is { } line ? $" line {line + 1}, byte {fault.BytePositionInLine + 1}" : "";
            string path = string.IsNullOrEmpty(fault.Path) || fault.Path == "$" ? "" : $" at {fault.Path}";
            faults.Add($"{name}{where}{path}: {FirstSentence(fault.Message)}");
        }

        throw new OptionsException(faults);
    }

    private static string FirstSentence(string message)
    {
        int end = message.IndexOf(" Path: ", StringComparison.Ordinal);
        return end < 0 ? message : message[..end];
    }
}

/// <summary>How the configuration file maps to <see cref="AgentOptions"/>.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    ReadCommentHandling = JsonCommentHandling.Skip,
    AllowTrailingCommas = true,
    RespectNullableAnnotations = true)]
[JsonSerializable(typeof(AgentOptions))]
internal sealed partial class OptionsJson : JsonSerializerContext;
