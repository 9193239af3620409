using System.Buffers;
using System.Text;
using MQTTnet;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace Agent.Telemetry;

/// <summary>MQTT messages with the properties that docs/mqtt.md promises.</summary>
internal static class Packets
{
    /// <summary>Content type of the messages.</summary>
    public const string Json = "application/json";

    /// <summary>Content type of the crops.</summary>
    public const string Jpeg = "image/jpeg";

    /// <summary>Content type of the patch.</summary>
    public const string Binary = "application/octet-stream";

    /// <summary>A value of a retained topic.</summary>
    public static MqttApplicationMessage Retained(
        string topic, string schema, byte[] payload, long seq, Boot boot, string contentType = Json) =>
        Begin(topic, schema, payload, contentType, seq, boot).WithRetainFlag().Build();

    /// <summary>A message of the outbox, as it goes out on <paramref name="session"/>.</summary>
    /// <param name="message">What waited.</param>
    /// <param name="session">The present connection.</param>
    /// <param name="remaining">How much longer it is worth delivering.</param>
    /// <param name="boot">The start of the agent.</param>
    public static MqttApplicationMessage Queued(OutboxMessage message, int session, TimeSpan remaining, Boot boot)
    {
        bool replayed = message.IsReplayOn(session);
        ReadOnlyMemory<byte> payload = replayed && message.ReplayedPayload is { } told ? told : message.Payload;
        MqttApplicationMessageBuilder packet = Begin(
            message.Topic, message.Schema, payload, message.Rank == OutboxRank.Crop ? Jpeg : Json, message.Seq, boot);
        if (message.Correlation is { } correlation)
            packet = packet.WithCorrelationData(correlation);
        return packet
            .WithUserProperty("replayed", replayed ? "true"u8.ToArray() : "false"u8.ToArray())
            .WithMessageExpiryInterval(Seconds(remaining))
            .Build();
    }

    /// <summary>An echo.</summary>
    public static MqttApplicationMessage Echo(string topic, byte[] payload, long count, TimeSpan deadline, Boot boot) =>
        Begin(topic, "vigie.echo.v1", payload, Json, count, boot).WithMessageExpiryInterval(Seconds(deadline)).Build();

    /// <summary>What was received, out of the library's buffers.</summary>
    public static MqttRequest Request(MqttApplicationMessage message)
    {
        long bytes = message.Payload.Length;
        MqttUserProperty? time = message.UserProperties?.Find(property => property.Name == "time");
        return new MqttRequest(
            message.Topic,
            bytes <= MqttRequest.MostBytes ? message.Payload.ToArray() : [],
            bytes,
            message.Retain,
            string.IsNullOrEmpty(message.ResponseTopic) ? null : message.ResponseTopic,
            message.CorrelationData,
            time is null ? null : Encoding.UTF8.GetString(time.ValueBuffer.Span));
    }

    private static MqttApplicationMessageBuilder Begin(
        string topic, string schema, ReadOnlyMemory<byte> payload, string contentType, long seq, Boot boot)
    {
        MqttApplicationMessageBuilder message = new MqttApplicationMessageBuilder()
            .WithTopic(topic)
            .WithPayloadSegment(payload)
            .WithContentType(contentType)
            .WithQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce)
            .WithUserProperty("schema", Bytes(schema))
            .WithUserProperty("boot", Bytes(boot.Id));
        if (seq > 0)
            message = message.WithUserProperty("seq", Bytes(seq.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        return contentType == Json ? message.WithPayloadFormatIndicator(MqttPayloadFormatIndicator.CharacterData) : message;
    }

    private static ReadOnlyMemory<byte> Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static uint Seconds(TimeSpan span) => (uint)Math.Clamp(Math.Ceiling(span.TotalSeconds), 1, uint.MaxValue);
}
