namespace Agent.Options;

/// <summary>Everything the agent can be told, with the defaults that `vigie run` uses when told nothing.</summary>
/// <remarks>
/// Read by <see cref="OptionsFile"/> from one JSON file; the key of a property is its name in snake_case.
/// Setters, not init: generated JSON code passes init-only properties as null when the key is absent, losing the default.
/// </remarks>
public sealed record AgentOptions
{
    /// <summary>The place, second part of every topic: <c>[a-z0-9-]</c>, 1 to 64 characters.</summary>
    public string Site { get; set; } = "home";

    /// <summary>This board, third part of every topic: <c>[a-z0-9-]</c>, 1 to 64 characters.</summary>
    public string Device { get; set; } = "lookout";

    /// <summary>Path of the model file; null means the network shipped inside the executable.</summary>
    public string? Model { get; set; }

    /// <summary>The one camera this process watches; a second camera is a second process with its own device name.</summary>
    public CameraOptions Camera { get; set; } = new();

    /// <summary>Where events go.</summary>
    public BrokerOptions Broker { get; set; } = new();

    /// <summary>When a track is worth an event.</summary>
    public EventOptions Events { get; set; } = new();

    /// <summary>How the network's early exits are watched.</summary>
    public ExitOptions Exits { get; set; } = new();

    /// <summary>Whether and how the network learns its place.</summary>
    public LearningOptions Learning { get; set; } = new();

    /// <summary>Least level logged: verbose, debug, information, warning, error or fatal.</summary>
    public string LogLevel { get; set; } = "information";
}

/// <summary>The camera and how fast it is read.</summary>
public sealed record CameraOptions
{
    /// <summary>Name in the topic <c>camera/&lt;name&gt;/status</c>: <c>[a-z0-9-]</c>, 1 to 64 characters.</summary>
    public string Name { get; set; } = "camera";

    /// <summary><c>sim:</c>, <c>file:PATH</c>, <c>rtsp://…</c>; see <c>vigie run --help</c>.</summary>
    public string Uri { get; set; } = "sim:";

    /// <summary>Frames a second for sources that have no rate of their own (files, simulator), 0.1 to 120; null: the source's.</summary>
    public double? FramesPerSecond { get; set; }

    /// <summary>Start a file again when it ends.</summary>
    public bool Loop { get; set; }
}

/// <summary>The MQTT broker.</summary>
public sealed record BrokerOptions
{
    /// <summary><c>embedded</c>, <c>mqtt://[user@]host[:port]</c> or <c>mqtts://[user@]host[:port]</c>.</summary>
    public string Uri { get; set; } = "embedded";

    /// <summary>File whose first line is the password; null: the systemd credential <c>mqtt-password</c> if there is one.</summary>
    public string? PasswordFile { get; set; }

    /// <summary>Certificate (PEM) of the authority that signed the broker's; null: the system's authorities.</summary>
    public string? CaFile { get; set; }

    /// <summary>Allow <c>mqtt://</c> without TLS to a host other than this one.</summary>
    public bool AllowInsecure { get; set; }
}

/// <summary>How the network's early exits are watched.</summary>
public sealed record ExitOptions
{
    /// <summary>Share of the certified exits' answers that the last exit checks, at most one a track; 0 to 1, 0: none.</summary>
    public double AuditShare { get; set; } = 0.01;
}

/// <summary>When a track is worth an event.</summary>
public sealed record EventOptions
{
    /// <summary>Labels that are reported; empty: every class of the network but <c>nothing</c>.</summary>
    public IReadOnlyList<string> Labels { get; set; } = [];

    /// <summary>Send the best crop of each track as JPEG.</summary>
    public bool Crops { get; set; } = true;
}
