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
            json.WriteString("policy", GraphNames.Of(network.Policy));
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
        json.WriteStartArray("layers");
        foreach (LayerDefinition layer in stage.Layers)
        {
            json.WriteStartObject();
            Write(json, layer);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartObject("exit");
        json.WriteNumber("grid", stage.Exit.Grid);
        json.WriteNumber("channels", stage.Exit.Offsets.Length);
        json.WriteNumber("shift", stage.Exit.Shift);
        json.WriteNumber("threshold", stage.Exit.Threshold);
        if (stage.Exit.Certificate is { } certificate)
            CertificateJson.Write(json, certificate);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, LayerDefinition layer)
    {
        switch (layer)
        {
            case StandardizeDefinition standardize:
                json.WriteString("kind", GraphNames.Standardize);
                json.WriteNumber("minimum_deviation", standardize.MinimumDeviation);
                break;
            case ByteConvDefinition conv:
                json.WriteString("kind", GraphNames.ByteConv);
                json.WriteNumber("stride", conv.Stride);
                WriteSizes(json, conv.Kernel, conv.InputChannels, conv.OutputChannels);
                json.WriteNumber("shift", conv.Shift);
                break;
            case PoolDefinition pool:
                json.WriteString("kind", GraphNames.Pool);
                json.WriteString("pool", GraphNames.Of(pool.Kind));
                break;
            case BinaryResidualDefinition residual:
                json.WriteString("kind", GraphNames.BinaryResidual);
                WriteSizes(json, residual.Kernel, residual.InputChannels, residual.OutputChannels);
                json.WriteNumber("shift", residual.Shift);
                break;
            case SignDefinition sign:
                json.WriteString("kind", GraphNames.Sign);
                json.WriteNumber("channels", sign.Flips.Length);
                break;
            case BinaryConvDefinition conv:
                json.WriteString("kind", GraphNames.BinaryConv);
                WriteSizes(json, conv.Kernel, conv.InputChannels, conv.OutputChannels);
                break;
        }
    }

    private static void WriteSizes(Utf8JsonWriter json, int kernel, int input, int output)
    {
        json.WriteNumber("kernel", kernel);
        json.WriteNumber("input", input);
        json.WriteNumber("output", output);
    }
}
