using Agent.Options;

namespace Agent.Telemetry;

/// <summary>What <see cref="MqttPublisher"/> needs to know; the defaults are those of docs/mqtt.md.</summary>
public sealed record PublisherOptions
{
    /// <summary>The broker; an embedded one by the address it really has.</summary>
    public required BrokerAddress Broker { get; init; }

    /// <summary>The place: 1 to 64 of <c>a-z 0-9 -</c>.</summary>
    public required string Site { get; init; }

    /// <summary>The board: 1 to 64 of <c>a-z 0-9 -</c>.</summary>
    public required string Device { get; init; }

    /// <summary>Asked for the password on each connection: a new one needs no restart. May throw <see cref="OptionsException"/>.</summary>
    public Func<string?> Password { get; init; } = static () => null;

    /// <summary>PEM file of the authorities that may have signed the broker's certificate; null: the system's.</summary>
    public string? CaFile { get; init; }

    /// <summary>How much may wait.</summary>
    public OutboxOptions Outbox { get; init; } = new();

    /// <summary>MQTT's own keep-alive, whole seconds.</summary>
    public TimeSpan KeepAlive { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long the broker keeps the session of a board that is gone, whole seconds.</summary>
    public TimeSpan SessionExpiry { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How long the broker waits with <c>lost</c>, whole seconds: twice the keep-alive, so a reconnect does not flap.</summary>
    public TimeSpan WillDelay { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long connecting may take, TLS and CONNACK included.</summary>
    public TimeSpan ConnectDeadline { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How long the broker has to acknowledge a message.</summary>
    public TimeSpan AcknowledgeDeadline { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Time between two link checks.</summary>
    public TimeSpan EchoPeriod { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long an echo may take.</summary>
    public TimeSpan EchoDeadline { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>First wait after a failure.</summary>
    public TimeSpan RetryFirst { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Longest wait after a failure.</summary>
    public TimeSpan RetryCap { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>A connection that lasted this long starts the waits anew; a shorter one counts as a failure.</summary>
    public TimeSpan StableAfter { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long an event or a crop is worth sending.</summary>
    public TimeSpan EventLifetime { get; init; } = TimeSpan.FromHours(24);

    /// <summary>How long <c>exits</c>, <c>health</c> and <c>learn</c> are worth sending.</summary>
    public TimeSpan ReportLifetime { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How long an answer is worth sending: after it nobody waits any more.</summary>
    public TimeSpan AnswerLifetime { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long a clean end may take to send what waits.</summary>
    public TimeSpan FlushDeadline { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Seed of the jitter of the waits; boards should differ.</summary>
    public int JitterSeed { get; init; } = Environment.ProcessId;

    /// <summary>The options of an agent.</summary>
    /// <param name="options">Its configuration, sound.</param>
    /// <param name="broker">Where the broker really is.</param>
    public static PublisherOptions From(AgentOptions options, BrokerAddress broker)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new PublisherOptions
        {
            Broker = broker,
            Site = options.Site,
            Device = options.Device,
            CaFile = options.Broker.CaFile,
            Password = () => BrokerPassword.Read(
                options.Broker.PasswordFile, Environment.GetEnvironmentVariable("CREDENTIALS_DIRECTORY")),
        };
    }
}
