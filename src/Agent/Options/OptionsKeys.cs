using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Sensors;

namespace Agent.Options;

/// <summary>Finds keys that mean nothing and names the nearest that does.</summary>
internal static class OptionsKeys
{
    /// <summary>Adds a line for each unknown key at any depth.</summary>
    public static void Check(JsonElement root, string name, List<string> faults) =>
        Check(root, OptionsJson.Default.AgentOptions, name, "$", faults);

    private static void Check(JsonElement element, JsonTypeInfo type, string name, string path, List<string> faults)
    {
        if (type.Kind != JsonTypeInfoKind.Object)
            return;
        if (element.ValueKind != JsonValueKind.Object)
        {
            faults.Add($"{name} at {path}: found {element.ValueKind.ToString().ToLowerInvariant()}, expected an object");
            return;
        }

        foreach (JsonProperty property in element.EnumerateObject())
        {
            JsonPropertyInfo? known = type.Properties.FirstOrDefault(p => p.Name == property.Name);
            if (known is null)
                faults.Add($"{name} at {path}.{property.Name}: unknown key; {Suggest(property.Name, type)}");
            else
                Check(property.Value, OptionsJson.Default.GetTypeInfo(known.PropertyType)!, name, $"{path}.{property.Name}", faults);
        }
    }

    private static string Suggest(string key, JsonTypeInfo type)
    {
        string nearest = Spelling.Nearest(key, type.Properties.Select(p => p.Name));
        string all = string.Join(", ", type.Properties.Select(p => p.Name));
        return Spelling.Distance(key, nearest) <= Math.Max(2, key.Length / 3) ? $"did you mean \"{nearest}\"?" : $"known here: {all}";
    }
}
