using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Inference.Format;

/// <summary>Writes the graph of a network as JSON; tensors are written elsewhere.</summary>
internal static class GraphWriter
{
    internal static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Write(NetworkDefinition network)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter json = new(buffer, Options))
        {
            json.WriteStartObject();
            json.WriteString("name", network.Name);
            json.WriteStartArray("input");
            json.WriteNumberValue(network.Input.Height);
            json.WriteNumberValue(network.Input.Width);
            json.WriteNumberValue(network.Input.Channels);
            json.WriteEndArray();
            json.WriteStartArray("classes");
            foreach (string name in network.Classes)
                json.WriteStringValue(name);
            json.WriteEndArray();
            json.WriteString("policy", NameOf(network.Policy));
            json.WriteStartObject("notes");
            foreach ((string key, string value) in network.Notes.OrderBy(note => note.Key, StringComparer.Ordinal))
                json.WriteString(key, value);
            json.WriteEndObject();
            json.WriteStartArray("stages");
            foreach (StageDefinition stage in network.Stages)
                Write(json, stage);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void Write(Utf8JsonWriter json, StageDefinition stage)
    {
        json.WriteStartObject();
        Write(json, stage.Layers);
        json.WriteStartObject("exit");
        if (stage.Exit is BranchExitDefinition branch)
            Write(json, branch.Layers);
        FieldWalk.Walk(stage.Exit, new FieldWriter(json));
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, IReadOnlyList<LayerDefinition> layers)
    {
        json.WriteStartArray("layers");
        foreach (LayerDefinition layer in layers)
        {
            json.WriteStartObject();
            json.WriteString("kind", LayerKinds.NameOf(layer));
            FieldWalk.Walk(layer, new FieldWriter(json));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static string NameOf(ExitPolicyKind policy) => policy switch
    {
        ExitPolicyKind.Top1 => "top1",
        ExitPolicyKind.Margin => "margin",
        _ => "entropy",
    };
}
