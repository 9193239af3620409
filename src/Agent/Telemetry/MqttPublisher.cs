using System.Text.Json;

namespace Agent.Telemetry;

/// <summary>Reports to the MQTT broker what the agent saw: keeps a connection for ever, and loses nothing without counting it.</summary>
/// <remarks>
/// All members may be called from any thread and none waits for the network but <see cref="ConnectedAsync"/> and
/// <see cref="StopAsync"/>. A broker that is away, refuses or hangs is normal: no exception comes of it, only a notice.
/// </remarks>
public sealed partial class MqttPublisher : IAsyncDisposable
{
    private readonly PublisherContext _context;
    private readonly PublisherLoop _loop;
    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _now = new();
    private Task? _running;
    private long _events;
    private long _alarms;
    private long _exits;
    private long _healths;

    /// <summary>Makes a publisher; nothing is sent before <see cref="Start"/>.</summary>
    /// <param name="options">Whom to, and how patiently.</param>
    /// <param name="boot">The start of the agent.</param>
    /// <param name="time">What deadlines, waits and ages are measured by.</param>
    /// <param name="notices">Called, on any thread, with what people should know; must not block.</param>
    /// <exception cref="ArgumentException">Site or device cannot be part of a topic.</exception>
    public MqttPublisher(PublisherOptions options, Boot boot, TimeProvider time, Action<PublisherNotice>? notices = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        Topics topics = new(options.Site, options.Device);
        _context = new PublisherContext
        {
            Options = options,
            Topics = topics,
            Boot = boot,
            Outbox = new Outbox(options.Outbox, time),
            Retained = new RetainedValues(last: topics.State),
            Notices = new NoticeLog(notices ?? (static _ => { }), time),
            Time = time,
        };
        _loop = new PublisherLoop(_context);
        SetState(DeviceState.Init);
    }

    /// <summary>The topics of the board.</summary>
    public Topics Topics => _context.Topics;

    /// <summary>How the publisher stands now.</summary>
    public PublisherSnapshot Snapshot
    {
        get
        {
            (LinkState link, int session, TimeSpan? roundTrip) = _loop.Status;
            return new PublisherSnapshot(link, session, roundTrip, _context.Outbox.Ledger, _context.Outbox.OldestWaiting);
        }
    }

    /// <summary>Begins to connect, in the background.</summary>
    /// <exception cref="InvalidOperationException">It was started before.</exception>
    public void Start()
    {
        lock (_lock)
        {
            if (_running is not null)
                throw new InvalidOperationException("the publisher was started before");
            _running = Task.Run(() => _loop.RunAsync(_stopping.Token, _now.Token));
        }
    }

    /// <summary>Waits until a connection is up, so that what is posted next is news and not a replay.</summary>
    /// <param name="patience">How long to wait.</param>
    /// <param name="token">Ends the wait.</param>
    /// <returns>False when none was in time; the publisher goes on trying.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="token"/> was cancelled.</exception>
    public async Task<bool> ConnectedAsync(TimeSpan patience, CancellationToken token)
    {
        try
        {
            await _loop.Up.WaitAsync(patience, _context.Time, token).ConfigureAwait(false);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    /// <summary>Sends what waits, as long as the flush deadline allows, then <c>disconnected</c>, and ends.</summary>
    /// <param name="token">Ends the flush at once.</param>
    public async Task StopAsync(CancellationToken token = default)
    {
        Task? running;
        lock (_lock)
            running = _running;
        await _stopping.CancelAsync().ConfigureAwait(false);
        _context.Wake.Set();
        if (running is null)
            return;
        using CancellationTokenSource late = new(_context.Options.FlushDeadline, _context.Time);
        using CancellationTokenRegistration byDeadline = late.Token.Register(_now.Cancel);
        using CancellationTokenRegistration byCaller = token.Register(_now.Cancel);
        await running.ConfigureAwait(false);
    }

    /// <summary>Sets topic <c>state</c>.</summary>
    /// <param name="state">Any but <see cref="DeviceState.Lost"/>, which the broker says, and
    /// <see cref="DeviceState.Disconnected"/>, which <see cref="StopAsync"/> does.</param>
    /// <param name="reason">Why it is degraded, for people.</param>
    public void SetState(DeviceState state, string? reason = null)
    {
        DateTimeOffset since = _context.Time.GetUtcNow();
        Set(Topics.State, "vigie.state.v1", session => JsonSerializer.SerializeToUtf8Bytes(
            new StateMessage { State = state, Reason = reason, Session = session, Boot = _context.Boot.Id, Since = since },
            Messages.Default.StateMessage));
    }

    /// <summary>Sets topic <c>info</c>.</summary>
    public void SetInfo(InfoMessage info)
    {
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(info with { Boot = _context.Boot.Id }, Messages.Default.InfoMessage);
        Set(Topics.Info, "vigie.info.v1", _ => json);
    }

    /// <summary>Sets topic <c>camera/&lt;camera&gt;/status</c>.</summary>
    /// <param name="camera">1 to 64 of <c>a-z 0-9 -</c>.</param>
    /// <param name="status">How the camera is.</param>
    /// <exception cref="ArgumentException"><paramref name="camera"/> cannot be part of a topic.</exception>
    public void SetCameraStatus(string camera, CameraStatusMessage status)
    {
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(status with { Boot = _context.Boot.Id }, Messages.Default.CameraStatusMessage);
        Set(Topics.CameraStatus(camera), "vigie.camera-status.v1", _ => json);
    }

    /// <summary>Puts an event, and its picture if there is one, into the outbox.</summary>
    /// <param name="message">Device, sequence number and boot are filled in.</param>
    /// <param name="cropJpeg">The best picture of the track; empty: none. Owned by the publisher from here on.</param>
    /// <exception cref="ArgumentException">The event's id cannot be part of a topic.</exception>
    public void Post(EventMessage message, ReadOnlyMemory<byte> cropJpeg = default)
    {
        string cropTopic = Topics.Crop(message.Id);
        lock (_lock)
        {
            long seq = ++_events;
            EventMessage whole = message with { Device = _context.Options.Device, Boot = _context.Boot.Id, Seq = seq, Replayed = false };
            OutboxMessage waiting = Waiting(
                Topics.Event,
                "vigie.event.v1",
                JsonSerializer.SerializeToUtf8Bytes(whole, Messages.Default.EventMessage),
                message.Kind == EventKind.Update ? OutboxRank.Update : OutboxRank.Event,
                seq,
                _context.Options.EventLifetime);
            byte[] replayed = JsonSerializer.SerializeToUtf8Bytes(whole with { Replayed = true }, Messages.Default.EventMessage);
            _context.Outbox.Put(waiting with { ReplayedPayload = replayed });
            if (!cropJpeg.IsEmpty)
                _context.Outbox.Put(Waiting(cropTopic, "vigie.crop.v1", cropJpeg, OutboxRank.Crop, seq, _context.Options.EventLifetime));
        }

        _context.Wake.Set();
    }

    /// <summary>Puts an alarm into the outbox.</summary>
    /// <param name="message">Sequence number and boot are filled in.</param>
    public void Post(AlarmMessage message) => Put(ref _alarms, Topics.Alarm, "vigie.alarm.v1", OutboxRank.Event, _context.Options.EventLifetime, seq =>
        JsonSerializer.SerializeToUtf8Bytes(message with { Seq = seq, Boot = _context.Boot.Id }, Messages.Default.AlarmMessage));

    /// <summary>Puts the figures of the exits into the outbox.</summary>
    /// <param name="message">Sequence number and boot are filled in.</param>
    public void Send(ExitsMessage message) => Put(ref _exits, Topics.Exits, "vigie.exits.v1", OutboxRank.Report, _context.Options.ReportLifetime, seq =>
        JsonSerializer.SerializeToUtf8Bytes(message with { Seq = seq, Boot = _context.Boot.Id }, Messages.Default.ExitsMessage));

    /// <summary>Puts the figures of the board's health into the outbox.</summary>
    /// <param name="message">Ledger, queue, link, sequence number and boot are filled in.</param>
    public void Send(HealthMessage message) => Put(ref _healths, Topics.Health, "vigie.health.v1", OutboxRank.Report, _context.Options.ReportLifetime, seq =>
        JsonSerializer.SerializeToUtf8Bytes(message.With(Snapshot) with { Seq = seq, Boot = _context.Boot.Id }, Messages.Default.HealthMessage));

    /// <summary>Stops as <see cref="StopAsync"/> does.</summary>
    public async ValueTask DisposeAsync()
    {
        await StopAsync().ConfigureAwait(false);
        _stopping.Dispose();
        _now.Dispose();
        _context.Wake.Dispose();
    }

    private void Set(string topic, string schema, Func<int, byte[]> render, string contentType = Packets.Json)
    {
        _context.Retained.Set(topic, schema, render, contentType);
        _context.Wake.Set();
    }

    /// <summary>Numbers a message and puts it into the outbox.</summary>
    private void Put(ref long count, string topic, string schema, OutboxRank rank, TimeSpan lifetime, Func<long, byte[]> render)
    {
        lock (_lock)
        {
            long seq = ++count;
            _context.Outbox.Put(Waiting(topic, schema, render(seq), rank, seq, lifetime));
        }

        _context.Wake.Set();
    }

    private OutboxMessage Waiting(string topic, string schema, ReadOnlyMemory<byte> payload, OutboxRank rank, long seq, TimeSpan lifetime)
    {
        (LinkState link, int session, _) = _loop.Status;
        return new OutboxMessage
        {
            Topic = topic,
            Schema = schema,
            Payload = payload,
            Rank = rank,
            Seq = seq,
            Lifetime = lifetime,
            Session = link == LinkState.Up ? session : 0,
        };
    }
}
