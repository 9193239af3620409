using System.Buffers;
using System.Text;
using Agent.Options;
using MQTTnet;
using MQTTnet.Protocol;

namespace Agent.Telemetry;

/// <summary>One connection to the broker, from CONNECT to its end; never used again.</summary>
/// <remarks>Every method throws <see cref="BrokerFault"/>, in words, or <see cref="OperationCanceledException"/> for its token.</remarks>
internal sealed class BrokerConnection : IDisposable
{
    private readonly IMqttClient _client;
    private readonly PublisherOptions _options;
    private readonly TimeProvider _time;
    private readonly TaskCompletionSource<string> _lost = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private BrokerConnection(IMqttClient client, PublisherOptions options, TimeProvider time, string clientId)
    {
        (_client, _options, _time) = (client, options, time);
        client.DisconnectedAsync += ended =>
        {
            string words = BrokerWords.Of(ended.Reason, clientId);
            _lost.TrySetResult(string.IsNullOrEmpty(ended.ReasonString) ? words : $"{words} ({ended.ReasonString})");
            return Task.CompletedTask;
        };
    }

    /// <summary>Ends with why, when the connection has ended.</summary>
    public Task<string> Lost => _lost.Task;

    /// <summary>Whether the connection is there, as far as MQTTnet knows.</summary>
    public bool IsOpen => _client.IsConnected;

    /// <summary>Largest packet the broker takes, bytes.</summary>
    public long MaximumPacketBytes { get; private set; } = long.MaxValue;

    /// <summary>Connects.</summary>
    /// <param name="context">Whom to, and for how long to try.</param>
    /// <param name="will">What the broker says when we are gone; null: nothing.</param>
    /// <param name="received">Called for each message of a subscription.</param>
    /// <param name="token">Ends the attempt.</param>
    public static async Task<BrokerConnection> OpenAsync(
        PublisherContext context, MqttApplicationMessage? will, Action<MqttApplicationMessage> received, CancellationToken token)
    {
        (PublisherOptions options, string clientId) = (context.Options, context.Topics.ClientId);
        BrokerCertificate? certificate = options.Broker.Tls ? new(options.CaFile, options.Broker.Host) : null;
        MqttClientOptions request = Request(options, clientId, will, certificate);
        BrokerConnection connection = new(new MqttClientFactory().CreateMqttClient(), options, context.Time, clientId);
        connection._client.ApplicationMessageReceivedAsync += message =>
        {
            received(message.ApplicationMessage);
            return Task.CompletedTask;
        };
        try
        {
            MqttClientConnectResult answer = await connection.WithinAsync(
                options.ConnectDeadline, "no answer", t => connection._client.ConnectAsync(request, t), token).ConfigureAwait(false);
            if (answer.ResultCode != MqttClientConnectResultCode.Success)
                throw new BrokerFault(BrokerWords.Of(answer.ResultCode, options.Broker, clientId));
            connection.MaximumPacketBytes = answer.MaximumPacketSize is { } most and > 0 ? most : long.MaxValue;
            return connection;
        }
        catch (Exception fault)
        {
            connection.Dispose();
            if (fault is BrokerFault or OperationCanceledException)
                throw;
            throw new BrokerFault(certificate?.Fault ?? BrokerWords.Of(fault, options.Broker), fault);
        }
    }

    /// <summary>Publishes at QoS 1 and waits for the acknowledgement.</summary>
    public Task<MqttClientPublishResult> PublishAsync(MqttApplicationMessage message, CancellationToken token) =>
        WithinAsync(_options.AcknowledgeDeadline, "no acknowledgement", t => _client.PublishAsync(message, t), token);

    /// <summary>Subscribes at QoS 0: what is for now must not wait for us in the broker.</summary>
    /// <returns>False when the broker refuses the subscription.</returns>
    public Task<bool> SubscribeAsync(string topic, CancellationToken token) => SubscribeAsync(
        new MqttTopicFilterBuilder().WithTopic(topic).WithRetainHandling(MqttRetainHandling.DoNotSendOnSubscribe).Build(), token);

    /// <summary>
    /// Subscribes to requests at QoS 1: one that was sent while the link was down waits for us. What was kept on the topic is not wanted, and
    /// a message shows whether it was meant to be kept.
    /// </summary>
    /// <returns>False when the broker refuses the subscription.</returns>
    public Task<bool> SubscribeToRequestsAsync(string filter, CancellationToken token) => SubscribeAsync(
        new MqttTopicFilterBuilder()
            .WithTopic(filter)
            .WithAtLeastOnceQoS()
            .WithNoLocal()
            .WithRetainAsPublished()
            .WithRetainHandling(MqttRetainHandling.DoNotSendOnSubscribe)
            .Build(),
        token);

    /// <summary>Sends PINGREQ and waits for PINGRESP.</summary>
    public Task PingAsync(CancellationToken token) => _client.PingAsync(token);

    /// <summary>Says goodbye, so that the broker throws the will away.</summary>
    public async Task CloseAsync(CancellationToken token)
    {
        try
        {
            await _client.DisconnectAsync(new MqttClientDisconnectOptions { SessionExpiryInterval = 0 }, token).ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            throw new BrokerFault(BrokerWords.Of(fault, _options.Broker), fault);
        }
    }

    /// <summary>Closes the socket without a goodbye, if it is open still.</summary>
    public void Dispose() => _client.Dispose();

    private static MqttClientOptions Request(
        PublisherOptions options, string clientId, MqttApplicationMessage? will, BrokerCertificate? certificate)
    {
        MqttClientOptionsBuilder request = new MqttClientOptionsBuilder()
            .WithProtocolVersion(MQTTnet.Formatter.MqttProtocolVersion.V500)
            .WithTcpServer(options.Broker.Host, options.Broker.Port)
            .WithClientId(clientId)
            .WithCleanStart(false)
            .WithSessionExpiryInterval((uint)options.SessionExpiry.TotalSeconds)
            .WithMaximumPacketSize(MqttRequest.MostPacketBytes)
            .WithKeepAlivePeriod(options.KeepAlive)
            .WithTimeout(options.AcknowledgeDeadline);
        if (will is not null)
            request = WithWill(request, will, options.WillDelay);
        byte[]? password = options.Password() is { } text ? Encoding.UTF8.GetBytes(text) : null;
        if (options.Broker.User is { } user)
            request = request.WithCredentials(user, password);
        if (certificate is not null)
        {
            request = request.WithTlsOptions(new MqttClientTlsOptions
            {
                UseTls = true,
                TargetHost = options.Broker.Host,
                RevocationMode = System.Security.Cryptography.X509Certificates.X509RevocationMode.NoCheck,
                CertificateValidationHandler = certificate.Accept,
            });
        }

        return request.Build();
    }

    private static MqttClientOptionsBuilder WithWill(MqttClientOptionsBuilder request, MqttApplicationMessage will, TimeSpan delay)
    {
        request = request
            .WithWillTopic(will.Topic)
            .WithWillPayload(will.Payload.ToArray())
            .WithWillContentType(will.ContentType)
            .WithWillPayloadFormatIndicator(will.PayloadFormatIndicator)
            .WithWillQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce)
            .WithWillRetain()
            .WithWillDelayInterval((uint)delay.TotalSeconds);
        foreach (MQTTnet.Packets.MqttUserProperty property in will.UserProperties ?? [])
            request = request.WithWillUserProperty(property.Name, property.ValueBuffer);
        return request;
    }

    private async Task<bool> SubscribeAsync(MQTTnet.Packets.MqttTopicFilter filter, CancellationToken token)
    {
        MqttClientSubscribeOptions request = new MqttClientSubscribeOptionsBuilder().WithTopicFilter(filter).Build();
        MqttClientSubscribeResult answer = await WithinAsync(
            _options.AcknowledgeDeadline, "no answer to a subscription", t => _client.SubscribeAsync(request, t), token)
            .ConfigureAwait(false);
        return answer.Items.All(item => (int)item.ResultCode < 0x80);
    }

    private async Task<T> WithinAsync<T>(TimeSpan deadline, string late, Func<CancellationToken, Task<T>> ask, CancellationToken token)
    {
        using CancellationTokenSource timer = new(deadline, _time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, token);
        try
        {
            return await ask(either.Token).ConfigureAwait(false);
        }
        catch (Exception fault)
        {
            token.ThrowIfCancellationRequested();
            if (timer.IsCancellationRequested)
                throw new BrokerFault($"{late} within {deadline.TotalSeconds:0.#} s", fault);
            if (fault is OptionsException or BrokerFault || !_client.IsConnected)
                throw;
            throw new BrokerFault(BrokerWords.Of(fault, _options.Broker), fault);
        }
    }
}
