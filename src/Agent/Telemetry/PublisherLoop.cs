using System.Text.Json;
using MQTTnet;
using Sensors;

namespace Agent.Telemetry;

/// <summary>Connects, serves, and connects again, for ever: one task.</summary>
internal sealed class PublisherLoop
{
    private static readonly TimeSpan Goodbye = TimeSpan.FromSeconds(2);
    private readonly PublisherContext _context;
    private readonly Backoff _backoff;
    private readonly LinkCheck _check;
    private readonly Lock _lock = new();
    private TaskCompletionSource _up = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private LinkState _link = LinkState.Away;
    private TimeSpan? _roundTrip;
    private int _session;

    /// <summary>Makes the loop.</summary>
    public PublisherLoop(PublisherContext context)
    {
        _context = context;
        _backoff = new Backoff(context.Options.RetryFirst, context.Options.RetryCap, new Random(context.Options.JitterSeed));
        _check = new LinkCheck(context.Options.EchoDeadline, context.Time);
    }

    /// <summary>How the link stands, the number of the present or latest session, and its latest round trip.</summary>
    public (LinkState Link, int Session, TimeSpan? RoundTrip) Status
    {
        get
        {
            lock (_lock)
                return (_link, _session, _roundTrip);
        }
    }

    /// <summary>Ends when a connection is up.</summary>
    public Task Up
    {
        get
        {
            lock (_lock)
                return _up.Task;
        }
    }

    /// <summary>Works until told to stop; throws nothing.</summary>
    /// <param name="stopping">Asks to end when nothing waits.</param>
    /// <param name="now">Asks to end at once.</param>
    public async Task RunAsync(CancellationToken stopping, CancellationToken now)
    {
        while (!stopping.IsCancellationRequested)
        {
            await ConnectAndServeAsync(stopping, now).ConfigureAwait(false);
            if (stopping.IsCancellationRequested)
                break;
            await Task.Delay(_backoff.Next(), _context.Time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        _context.Outbox.DropWaiting(DropReason.AtShutdown);
        Set(LinkState.Stopped);
        long lost = _context.Outbox.Ledger.DroppedAtShutdown;
        string rest = lost == 0 ? "nothing waits" : $"{lost} messages that waited are gone";
        _context.Notices.Say(PublisherNoticeKind.Stopped, $"MQTT ended; {rest}");
    }

    private async Task ConnectAndServeAsync(CancellationToken stopping, CancellationToken now)
    {
        long began = 0;
        try
        {
            int session = Status.Session + 1;
            using BrokerConnection connection = await BrokerConnection.OpenAsync(_context, Will(session), Received, stopping)
                .ConfigureAwait(false);
            began = _context.Time.GetTimestamp();
            _context.EchoAllowed = true;
            Begin(session);
            BrokerSession serving = new(connection, _context, _check, session) { RoundTrip = Measured };
            string? fault = await serving.ServeAsync(stopping, now).ConfigureAwait(false);
            Set(LinkState.Away);
            if (stopping.IsCancellationRequested && connection.IsOpen)
            {
                using CancellationTokenSource late = new(Goodbye, _context.Time);
                await serving.CloseAsync(Disconnected(session), late.Token).ConfigureAwait(false);
            }
            else if (fault is not null)
            {
                _context.Notices.Say(PublisherNoticeKind.Lost, $"lost the broker {_context.Options.Broker}: {fault}");
            }
        }
        catch (Exception fault)
        {
            if (!stopping.IsCancellationRequested)
                Say(fault, connected: began != 0);
        }

        Set(LinkState.Away);
        if (began != 0 && _context.Time.GetElapsedTime(began) >= _context.Options.StableAfter)
            _backoff.Reset();
    }

    private void Say(Exception fault, bool connected)
    {
        string broker = _context.Options.Broker.ToString();
        if (connected)
            _context.Notices.Say(PublisherNoticeKind.Lost, $"lost the broker {broker}: {fault.Message}");
        else
        {
            _context.Notices.Say(
                PublisherNoticeKind.NotConnected, $"no connection to the broker {broker}: {fault.Message}; trying again for ever");
        }

    }

    private void Begin(int session)
    {
        TaskCompletionSource up;
        lock (_lock)
        {
            (_session, _link) = (session, LinkState.Up);
            up = _up;
        }

        string again = session == 1 ? "" : $", connection {session}";
        _context.Notices.Say(PublisherNoticeKind.Connected, $"connected to the broker {_context.Options.Broker}{again}");
        up.TrySetResult();
    }

    private void Set(LinkState link)
    {
        lock (_lock)
        {
            _link = link;
            if (_up.Task.IsCompleted)
                _up = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    private void Measured(TimeSpan roundTrip)
    {
        lock (_lock)
            _roundTrip = roundTrip;
    }

    private void Received(MqttApplicationMessage message)
    {
        if (message.Topic != _context.Topics.Echo)
        {
            if (message.Topic == _context.Topics.Label || message.Topic.StartsWith(_context.Topics.CommandRoot, StringComparison.Ordinal))
                _context.Requests?.Invoke(Packets.Request(message));
            return;
        }

        try
        {
            Utf8JsonReader reader = new(message.Payload);
            EchoMessage? echo = JsonSerializer.Deserialize(ref reader, Messages.Default.EchoMessage);
            if (echo?.Boot == _context.Boot.Id)
                _check.Received(echo.Count);
        }
        catch (JsonException)
        {
            // Somebody else wrote to our topic; the echo that we wait for is still to come.
        }
    }

    private MqttApplicationMessage Will(int session) =>
        State(new StateMessage { State = DeviceState.Lost, Session = session, Boot = _context.Boot.Id });

    private MqttApplicationMessage Disconnected(int session) => State(new StateMessage
    {
        State = DeviceState.Disconnected,
        Session = session,
        Boot = _context.Boot.Id,
        Since = _context.Time.GetUtcNow(),
    });

    // Without seq: neither is a value that SetState has counted.
    private MqttApplicationMessage State(StateMessage state) => Packets.Retained(
        _context.Topics.State,
        "vigie.state.v1",
        JsonSerializer.SerializeToUtf8Bytes(state, Messages.Default.StateMessage),
        seq: 0,
        _context.Boot);
}
