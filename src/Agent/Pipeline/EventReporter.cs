using Agent.Options;
using Agent.Telemetry;
using Agent.Tracking;
using Inference;
using Sensors.Imaging;

namespace Agent.Pipeline;

/// <summary>Turns events of the frame loop into messages; runs beside it and may allocate.</summary>
internal sealed class EventReporter
{
    private const int JpegQuality = 85;
    private readonly WatchSession _session;
    private readonly Network _network;
    private readonly AgentOptions _options;
    private readonly MqttPublisher _publisher;
    private readonly Boot _boot;

    /// <summary>Makes the reporter of a session.</summary>
    public EventReporter(WatchSession session, Network network, AgentOptions options, MqttPublisher publisher, Boot boot)
    {
        _session = session;
        _network = network;
        _options = options;
        _publisher = publisher;
        _boot = boot;
        Events = new long[network.Classes.Count];
    }

    /// <summary>Events begun, by class.</summary>
    public long[] Events { get; }

    /// <summary>Called after each message, with the track's number in this boot.</summary>
    public Action<EventMessage, TrackEvent>? Reported { get; set; }

    /// <summary>Called before each message with the event's id and its best view, which is the ring's.</summary>
    public Told? Told { get; set; }

    /// <summary>Reports what the ring holds.</summary>
    public void Drain()
    {
        while (_session.Ring.TryPeek(out EventSlot? slot))
        {
            TrackEvent news = slot.Event;
            EventMessage message = Message(news);
            bool withCrop = _options.Events.Crops && news.Kind != TrackEventKind.End && !slot.View.Large.IsEmpty;
            Told?.Invoke(message.Id, news, slot.View);
            byte[] crop = withCrop ? Jpeg.EncodeLuma(slot.View.Large, slot.View.Width, slot.View.Height, JpegQuality) : [];
            _session.Ring.Release();
            if (news.Kind == TrackEventKind.New)
                Events[news.Class]++;
            _publisher.Post(message, crop);
            _session.Score?.Record(message, news);
            Reported?.Invoke(message, news);
        }
    }

    private EventMessage Message(in TrackEvent news) => new()
    {
        Id = _boot.EventId(news.TrackId),
        Kind = news.Kind switch { TrackEventKind.New => EventKind.New, TrackEventKind.Update => EventKind.Update, _ => EventKind.End },
        Camera = _options.Camera.Name,
        Label = _network.Classes[news.Class],
        Confidence = Math.Round(news.Confidence / 65536.0, 4),
        BoxX = news.Box.X,
        BoxY = news.Box.Y,
        BoxWidth = news.Box.Width,
        BoxHeight = news.Box.Height,
        FrameWidth = news.FrameWidth,
        FrameHeight = news.FrameHeight,
        Exit = news.Exit,
        LatencyMs = Math.Round(news.LatencyTicks * 1000.0 / System.Diagnostics.Stopwatch.Frequency, 3),
        Macs = news.Macs,
        NetworkHash = _session.Network.Hash,
        Captured = news.Captured,
        FirstSeen = news.FirstSeen,
    };
}
