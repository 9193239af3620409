using Agent.Options;
using Agent.Telemetry;

namespace Agent.Tests.Telemetry.Support;

/// <summary>Publishers and messages for tests.</summary>
internal static class Given
{
    public static readonly DateTimeOffset Noon = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);

    /// <summary>Options with waits for tests: short where the test is about the wait, long elsewhere.</summary>
    public static PublisherOptions Options(int port) => new()
    {
        Broker = new BrokerAddress("127.0.0.1", port, Tls: false, User: null),
        Site = "home",
        Device = "gate-pi",
        RetryFirst = TimeSpan.FromMilliseconds(20),
        RetryCap = TimeSpan.FromMilliseconds(100),
        AcknowledgeDeadline = TimeSpan.FromSeconds(5),
        EchoDeadline = TimeSpan.FromSeconds(20),
        WillDelay = TimeSpan.Zero,
        JitterSeed = 1,
    };

    public static MqttPublisher Publisher(PublisherOptions options, Recorded<PublisherNotice> notices) =>
        new(options, Boot.Random(), TimeProvider.System, notices.Add);

    public static EventMessage Event(int track, EventKind kind = EventKind.New) => new()
    {
        Id = $"abc-{track}",
        Kind = kind,
        Camera = "yard",
        Label = "person",
        Confidence = 0.97,
        BoxX = 1,
        BoxY = 2,
        BoxWidth = 30,
        BoxHeight = 40,
        FrameWidth = 640,
        FrameHeight = 480,
        Exit = 1,
        LatencyMs = 2.5,
        Macs = 1_450_000,
        NetworkHash = "9f86",
        Captured = Noon,
        FirstSeen = Noon,
    };

    public static InfoMessage Info() => new()
    {
        Board = "test",
        Version = "0",
        Network = "lookout",
        NetworkHash = "9f86",
        Classes = ["nothing", "person"],
        InputWidth = 64,
        InputHeight = 64,
        Exits = [new ExitDescription(1, "last", 0, 1000)],
        KernelSet = "Portable",
        Started = Noon,
    };

    public static HealthMessage Health() => new()
    {
        Time = Noon,
        UptimeS = 1,
        RssBytes = 2,
        FramesRead = 3,
        FramesMissed = 4,
        FramesDamaged = 5,
        FramesFrozen = 6,
        FramesBlack = 7,
        CameraRestarts = 8,
        EventsRefused = 0,
        Audits = 9,
        AuditsWrong = 0,
        ExitsClosed = 0,
        RegionsCrowded = 0,
    };

    public static ExitsMessage Exits() => new()
    {
        Time = Noon,
        PeriodS = 60,
        Frames = 10,
        Crops = 2,
        Macs = 3,
        Exits = [new ExitFigures(0, 8, 0.8, 0, 0.3, 0.4)],
    };

    public static LearnMessage Learn() => new()
    {
        Time = Noon,
        State = LearnState.Learning,
        NetworkHash = "9f86",
        ShippedHash = "1a2b",
        Round = 1,
        Samples = [new SampleFigures("chain", "person", "operator", 3)],
        MemoryBytes = 2973,
        Steps = 10,
        StepsTotal = 100,
        CoreS = 1.5,
        CoreShare = 0.25,
        Looks = 0,
    };
}
