using System.Diagnostics;
using System.Globalization;
using Agent.Options;
using Agent.Pipeline;
using Agent.Telemetry;
using Agent.Tracking;
using Inference;
using Sensors.Cameras;

namespace Agent.Diagnostics;

/// <summary>What a person at a terminal sees of a watch: what is watched, each event, a summary.</summary>
internal sealed class WatchView
{
    private static readonly CultureInfo Plain = CultureInfo.InvariantCulture;
    private readonly WatchSession _session;
    private readonly EventReporter _reporter;
    private readonly MqttPublisher _publisher;
    private readonly Network _network;
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly bool _isTerminal = !Console.IsOutputRedirected;
    private TimeSpan _next;

    /// <summary>Makes the view of a session.</summary>
    public WatchView(WatchSession session, EventReporter reporter, MqttPublisher publisher, Network network)
    {
        _session = session;
        _reporter = reporter;
        _publisher = publisher;
        _network = network;
    }

    /// <summary>Says what begins.</summary>
    public void Begin(BrokerAddress broker, bool isEmbedded)
    {
        string classes = string.Join(" / ", _network.Classes);
        Line($"vigie {Board.Version} · network {_network.Definition.Name} {_network.Hash[..8]}, {_network.Stages.Count} exits, {classes} · kernels {_network.KernelSet}");
        string listen = isEmbedded ? $" (its own, this machine only); listen: mosquitto_sub -V mqttv5 -p {broker.Port} -t 'vigie/#' -v" : "";
        Line($"broker {broker}{listen}");
        Line($"Ctrl-C ends with a summary");
        Line($"");
    }

    /// <summary>Shows one message.</summary>
    public void Show(EventMessage message, TrackEvent news)
    {
        ClearLine();
        string kind = message.Kind.ToString().ToLowerInvariant();
        string cost = string.Create(Plain, $"{message.Macs / 1e6,6:F1} M MACs in {news.Decisions} looks  {message.LatencyMs,6:F2} ms");
        string place = $"at {news.Box.X},{news.Box.Y} {news.Box.Width}×{news.Box.Height}";
        string seen = news.Kind == TrackEventKind.New ? "" : string.Create(Plain, $", seen for {(news.Captured - news.FirstSeen).TotalSeconds:F1} s");
        Line($"{news.Captured.ToLocalTime():HH:mm:ss}  {kind,-6} #{news.TrackId,-4} {message.Label,-8} {message.Confidence,4:P0}  exit {message.Exit}  {cost}  {place}{seen}");
    }

    /// <summary>Refreshes the line at the foot, on a terminal, once a second.</summary>
    public void Tick()
    {
        if (!_isTerminal || _clock.Elapsed < _next)
            return;
        _next = _clock.Elapsed + TimeSpan.FromSeconds(1);
        WatchCounters watch = _session.Loop.Counters.Snapshot([]);
        Ledger ledger = _publisher.Snapshot.Ledger;
        string gate = string.Create(Plain, $"{watch.Frames} frames, {Share(watch.Gate.Quiet, watch.Frames):P0} quiet, {_session.Camera.Missed} missed");
        ClearLine();
        Write($"{_clock.Elapsed:hh\\:mm\\:ss} · {gate} · {watch.Confirmed} in view · {ledger.Queued} messages wait");
    }

    /// <summary>Says what the watch came to.</summary>
    public void Summarize()
    {
        ClearLine();
        ExitCount[] exits = new ExitCount[_network.Stages.Count];
        WatchCounters watch = _session.Loop.Counters.Snapshot(exits);
        FeedCounters camera = _session.Camera;
        Line($"");
        Line($"watched {_clock.Elapsed.TotalSeconds:F0} s: {watch.Frames} frames, {camera.Missed} missed, {camera.Damaged} damaged; {Milliseconds(watch.Ticks, watch.Frames):F3} ms a frame");
        string quiet = string.Create(Plain, $"{Share(watch.Gate.Quiet, watch.Frames):P1} of the frames end here, {Milliseconds(watch.GateTicks, watch.Frames):F3} ms each");
        Line($"exit 0  the gate: {quiet}; {watch.Gate.LightChanges} changes of light, {watch.Gate.Shakes} shakes");
        long crops = exits.Sum(exit => exit.Decisions);
        for (int i = 0; i < exits.Length; i++)
        {
            string share = string.Create(Plain, $"{exits[i].Decisions,6} answers, {Share(exits[i].Decisions, crops),6:P1}");
            Line($"exit {i + 1}  {share}, {_network.CascadeMacs(i + 1) / 1e6,5:F1} M MACs, {Milliseconds(exits[i].Ticks, exits[i].Decisions):F3} ms each");
        }

        SummarizeEvents();
    }

    /// <summary>Says what is watched, now that it delivers.</summary>
    public void SaySource()
    {
        ClearLine();
        string rate = _session.FramesPerSecond is { } fps ? string.Create(Plain, $", {fps:0.#} frames a second") : "";
        Line($"watching {_session.Source}{rate}");
    }

    private void SummarizeEvents()
    {
        IEnumerable<string> events = _reporter.Events.Select((count, label) => count == 0 ? "" : $"{count} {_network.Classes[label]}").Where(text => text.Length > 0);
        string begun = string.Join(", ", events);
        string refused = _session.Ring.Refused == 0 ? "" : $"; {_session.Ring.Refused} refused by a full ring";
        Line($"events  {(begun.Length == 0 ? "none" : begun)}{refused}");
        if (_session.Score is { } score)
            Line($"truth   {score.Result(_session.FramesPerSecond ?? 1)}");
        Ledger ledger = _publisher.Snapshot.Ledger;
        string sum = $"{ledger.Acknowledged} acknowledged + {ledger.Queued + ledger.InFlight} waiting + {ledger.Expired} expired + {ledger.Dropped} dropped";
        Line($"broker  {ledger.Produced} messages = {sum}");
    }

    private static void Line(FormattableString text) => Write(text.ToString(Plain) + Environment.NewLine);

    /// <summary>A terminal that is gone, or a full disk behind it, must not stop the lookout.</summary>
    private static void Write(string text)
    {
        try
        {
            Console.Write(text);
        }
        catch (IOException)
        {
            // Nobody reads; MQTT says the same.
        }
    }

    private void ClearLine()
    {
        if (_isTerminal)
            Write("\r\u001b[K");
    }

    private static double Share(long part, long whole) => whole == 0 ? 0 : part / (double)whole;

    private static double Milliseconds(long ticks, long count) => count == 0 ? 0 : ticks * 1000.0 / Stopwatch.Frequency / count;
}
