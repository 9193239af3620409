using System.Text.Json;
using MQTTnet;

namespace Agent.Telemetry;

/// <summary>What happens on one connection: retained values, then what waits, and beside it the link check.</summary>
internal sealed class BrokerSession
{
    // Fixed header, topic length, packet id and the properties that Packets adds: under 250 bytes.
    private const int PacketOverhead = 250;
    private readonly BrokerConnection _connection;
    private readonly PublisherContext _context;
    private readonly LinkCheck _check;
    private readonly int _session;

    /// <summary>Makes the session of an open connection.</summary>
    public BrokerSession(BrokerConnection connection, PublisherContext context, LinkCheck check, int session) =>
        (_connection, _context, _check, _session) = (connection, context, check, session);

    /// <summary>Called with each round trip.</summary>
    public Action<TimeSpan>? RoundTrip { get; init; }

    /// <summary>Works until the connection fails, or until all is sent once <paramref name="stopping"/> is cancelled.</summary>
    /// <param name="stopping">Asks to end when nothing waits.</param>
    /// <param name="now">Asks to end at once.</param>
    /// <returns>Null when all was sent; else why the connection cannot go on.</returns>
    public async Task<string?> ServeAsync(CancellationToken stopping, CancellationToken now)
    {
        using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(now);
        Task<string?> pump = InWordsAsync(PumpAsync(stopping, end.Token));
        Task<string?> link = InWordsAsync(WatchLinkAsync(end.Token));
        Task first = await Task.WhenAny((Task)pump, link, _connection.Lost).ConfigureAwait(false);
        if (first == pump && await pump.ConfigureAwait(false) is null)
        {
            await end.CancelAsync().ConfigureAwait(false);
            await link.ConfigureAwait(false);
            return null;
        }

        // A closed connection shows first as a failed publish; why it was closed comes a moment later.
        if (!_connection.IsOpen)
            await Task.WhenAny(_connection.Lost, Task.Delay(TimeSpan.FromSeconds(1), CancellationToken.None)).ConfigureAwait(false);
        await end.CancelAsync().ConfigureAwait(false);
        string? ofPump = await pump.ConfigureAwait(false);
        string? ofLink = await link.ConfigureAwait(false);
        return _connection.Lost.IsCompleted ? await _connection.Lost.ConfigureAwait(false) : first == pump ? ofPump : ofLink;
    }

    /// <summary>Publishes the state that ends a clean session, and says goodbye.</summary>
    public async Task CloseAsync(MqttApplicationMessage state, CancellationToken token)
    {
        await _connection.PublishAsync(state, token).ConfigureAwait(false);
        await _connection.CloseAsync(token).ConfigureAwait(false);
    }

    private static async Task<string?> InWordsAsync(Task work)
    {
        try
        {
            await work.ConfigureAwait(false);
            return null;
        }
        catch (Exception fault)
        {
            return fault is OperationCanceledException ? "ended" : fault.Message;
        }
    }

    private async Task PumpAsync(CancellationToken stopping, CancellationToken end)
    {
        // First: who sees the board ready may ask.
        if (_context.Requests is not null)
            await ListenAsync(end).ConfigureAwait(false);
        while (true)
        {
            end.ThrowIfCancellationRequested();
            if (_context.Retained.TryFindStale(_session, out RetainedValue? value))
                await SendAsync(value, end).ConfigureAwait(false);
            else if (_context.Outbox.TryTake(out OutboxMessage? message))
                await SendAsync(message, end).ConfigureAwait(false);
            else if (stopping.IsCancellationRequested)
                return;
            else
                await _context.Wake.WaitAsync(end).ConfigureAwait(false);
        }
    }

    private async Task ListenAsync(CancellationToken end)
    {
        foreach (string filter in new[] { _context.Topics.Label, _context.Topics.CommandRoot + "+" })
        {
            if (!await _connection.SubscribeToRequestsAsync(filter, end).ConfigureAwait(false))
            {
                _context.Notices.Say(
                    PublisherNoticeKind.Refused, $"the broker does not let this user read {filter}: nothing sent there arrives; correct its access rules");
            }
        }
    }

    private async Task SendAsync(RetainedValue value, CancellationToken end)
    {
        byte[] payload = value.Render(_session);
        if (payload.Length + value.Topic.Length + PacketOverhead > _connection.MaximumPacketBytes)
        {
            _context.Retained.MarkPublished(value, _session);
            SayTooLarge(payload.Length, value.Topic);
            return;
        }

        MqttApplicationMessage packet = Packets.Retained(value.Topic, value.Schema, payload, value.Seq, _context.Boot, value.ContentType);
        MqttClientPublishResult answer = await _connection.PublishAsync(packet, end).ConfigureAwait(false);
        _context.Retained.MarkPublished(value, _session);
        if (!answer.IsSuccess)
            _context.Notices.Say(PublisherNoticeKind.Refused, $"the broker refuses {value.Topic}: {BrokerWords.Of(answer.ReasonCode)}");
    }

    private async Task SendAsync(OutboxMessage message, CancellationToken end)
    {
        bool settled = false;
        try
        {
            int beside = message.Topic.Length + (message.Correlation?.Length ?? 0) + PacketOverhead;
            if (message.Payload.Length + beside > _connection.MaximumPacketBytes)
            {
                settled = true;
                _context.Outbox.Drop(DropReason.TooLarge);
                SayTooLarge(message.Payload.Length, message.Topic);
                return;
            }

            MqttApplicationMessage packet = Packets.Queued(message, _session, _context.Outbox.Remaining(message), _context.Boot);
            MqttClientPublishResult answer = await _connection.PublishAsync(packet, end).ConfigureAwait(false);
            settled = true;
            if (answer.IsSuccess)
            {
                _context.Outbox.Acknowledge();
                return;
            }

            _context.Outbox.Drop(DropReason.Refused);
            _context.Notices.Say(PublisherNoticeKind.Refused, $"the broker refuses {message.Topic}: {BrokerWords.Of(answer.ReasonCode)}");
        }
        finally
        {
            if (!settled)
                _context.Outbox.Return();
        }
    }

    private async Task WatchLinkAsync(CancellationToken end)
    {
        bool echoes = await _connection.SubscribeAsync(_context.Topics.Echo, end).ConfigureAwait(false);
        while (true)
        {
            echoes = echoes && _context.EchoAllowed;
            if (!echoes)
                SayThatEchoIsRefused();
            TimeSpan? trip = await _check.RunAsync(echoes ? EchoAsync : PingAsync, end).ConfigureAwait(false);
            if (trip is not { } took)
            {
                throw new BrokerFault(
                    $"the link is silent: {(echoes ? "an echo" : "a ping")} did not come back "
                    + $"within {_context.Options.EchoDeadline.TotalSeconds:0.#} s");
            }

            RoundTrip?.Invoke(took);
            await Task.Delay(_context.Options.EchoPeriod, _context.Time, end).ConfigureAwait(false);
        }
    }

    private async Task EchoAsync(long count, CancellationToken token)
    {
        EchoMessage echo = new() { Count = count, Session = _session, Boot = _context.Boot.Id };
        byte[] payload = JsonSerializer.SerializeToUtf8Bytes(echo, Messages.Default.EchoMessage);
        MqttApplicationMessage packet = Packets.Echo(_context.Topics.Echo, payload, count, _context.Options.EchoDeadline, _context.Boot);
        MqttClientPublishResult answer = await _connection.PublishAsync(packet, token).ConfigureAwait(false);
        if (answer.IsSuccess)
            return;
        // Acknowledged with a no: the link carries, and the echo will never come.
        _context.EchoAllowed = false;
        _check.Received(count);
    }

    private async Task PingAsync(long count, CancellationToken token)
    {
        await _connection.PingAsync(token).ConfigureAwait(false);
        _check.Received(count);
    }

    private void SayTooLarge(int bytes, string topic) => _context.Notices.Say(
        PublisherNoticeKind.Refused,
        $"a message of {bytes} bytes for {topic} is larger than the broker takes ({_connection.MaximumPacketBytes} bytes)");

    private void SayThatEchoIsRefused() => _context.Notices.Say(
        PublisherNoticeKind.Refused,
        $"the broker refuses {_context.Topics.Echo}; the link is checked by MQTT's own ping instead. "
        + "Let this user read and write that topic");
}
