using System.Text.Json;
using Agent.Pipeline;

namespace Agent.Commands;

/// <summary>Writes every decision of the network as one JSON line, for debugging a scene and for comparing machines.</summary>
/// <remarks>Only what the network decided, nothing that depends on the clock: two machines that see the same frames write the same bytes.</remarks>
internal sealed class TraceWriter : IDisposable
{
    private readonly Stream _stream;
    private readonly Utf8JsonWriter _json;

    public TraceWriter(string path)
    {
        _stream = new BufferedStream(File.Create(path));
        _json = new Utf8JsonWriter(_stream);
    }

    /// <summary>Adds one line.</summary>
    /// <param name="decision">What the network decided.</param>
    /// <param name="label">Name of its class.</param>
    public void Write(in Decision decision, string label)
    {
        _json.WriteStartObject();
        _json.WriteNumber("frame"u8, decision.FrameSequence);
        _json.WriteNumber("x"u8, decision.Box.X);
        _json.WriteNumber("y"u8, decision.Box.Y);
        _json.WriteNumber("width"u8, decision.Box.Width);
        _json.WriteNumber("height"u8, decision.Box.Height);
        _json.WriteString("label"u8, label);
        _json.WriteNumber("exit"u8, decision.Exit);
        _json.WriteNumber("confidence"u8, decision.Confidence);
        _json.WriteEndObject();
        _json.Flush();
        _json.Reset();
        _stream.WriteByte((byte)'\n');
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _json.Dispose();
        _stream.Dispose();
    }
}
