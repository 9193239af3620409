using System.Buffers;
using System.Text.Json.Nodes;
using MQTTnet;
using MQTTnet.Packets;

namespace Agent.Tests.Telemetry.Support;

/// <summary>A message as a subscriber gets it.</summary>
internal sealed record Received(string Topic, byte[] Payload, bool Retain, string ContentType, uint Expiry, IReadOnlyDictionary<string, string> Properties)
{
    public string Correlation { get; init; } = "";

    public JsonNode Json => JsonNode.Parse(Payload)!;

    public string? Text(string field) => ContentType == "application/json" ? Json[field]?.ToString() : null;

    public bool Is(string end) => Topic.EndsWith("/" + end, StringComparison.Ordinal);

    public override string ToString() => $"{Topic} {(ContentType == "application/json" ? Json.ToJsonString() : Payload.Length + " bytes")}";
}

/// <summary>Somebody who subscribes to all that Vigie says on a broker.</summary>
internal sealed class Subscriber : IAsyncDisposable
{
    private readonly IMqttClient _client = new MqttClientFactory().CreateMqttClient();

    public Recorded<Received> Messages { get; } = new();

    public static async Task<Subscriber> OnAsync(int port, string? user = null, string? password = null, string filter = "vigie/#")
    {
        Subscriber subscriber = new();
        subscriber._client.ApplicationMessageReceivedAsync += got =>
        {
            MqttApplicationMessage message = got.ApplicationMessage;
            Dictionary<string, string> properties = [];
            foreach (MqttUserProperty property in message.UserProperties ?? [])
                properties[property.Name] = System.Text.Encoding.UTF8.GetString(property.ValueBuffer.Span);
            subscriber.Messages.Add(new(
                message.Topic, message.Payload.ToArray(), message.Retain, message.ContentType, message.MessageExpiryInterval, properties)
            {
                Correlation = System.Text.Encoding.UTF8.GetString(message.CorrelationData ?? []),
            });
            return Task.CompletedTask;
        };
        MqttClientOptionsBuilder options = new MqttClientOptionsBuilder().WithTcpServer("127.0.0.1", port);
        if (user is not null)
            options = options.WithCredentials(user, password);
        await subscriber._client.ConnectAsync(options.Build());
        await subscriber._client.SubscribeAsync(
            new MqttClientSubscribeOptionsBuilder().WithTopicFilter(filter, MQTTnet.Protocol.MqttQualityOfServiceLevel.AtLeastOnce).Build());
        return subscriber;
    }

    /// <summary>Asks a board for something, at QoS 1.</summary>
    public Task AskAsync(
        string topic, byte[] payload, string? replyTo = null, string? correlation = null, string? time = null, bool retain = false)
    {
        MqttApplicationMessageBuilder message = new MqttApplicationMessageBuilder()
            .WithTopic(topic)
            .WithPayload(payload)
            .WithQualityOfServiceLevel(MQTTnet.Protocol.MqttQualityOfServiceLevel.AtLeastOnce)
            .WithRetainFlag(retain);
        if (replyTo is not null)
            message = message.WithResponseTopic(replyTo);
        if (correlation is not null)
            message = message.WithCorrelationData(System.Text.Encoding.UTF8.GetBytes(correlation));
        if (time is not null)
            message = message.WithUserProperty("time", System.Text.Encoding.UTF8.GetBytes(time));
        return _client.PublishAsync(message.Build());
    }

    public async ValueTask DisposeAsync()
    {
        await _client.DisconnectAsync();
        _client.Dispose();
    }
}
