namespace Agent.Telemetry;

/// <summary>The topics of one board, as docs/mqtt.md lists them.</summary>
public sealed class Topics
{
    /// <summary>Makes the topics <c>vigie/v1/&lt;site&gt;/&lt;device&gt;/…</c>.</summary>
    /// <param name="site">1 to 64 of <c>a-z 0-9 -</c>.</param>
    /// <param name="device">1 to 64 of <c>a-z 0-9 -</c>.</param>
    /// <exception cref="ArgumentException">A name has other characters, which could address another board.</exception>
    public Topics(string site, string device)
    {
        Root = $"vigie/v1/{Level(site)}/{Level(device)}";
        ClientId = $"vigie-{site}-{device}";
        State = Root + "/state";
        Info = Root + "/info";
        Event = Root + "/event";
        Alarm = Root + "/alarm";
        Exits = Root + "/exits";
        Health = Root + "/health";
        Echo = Root + "/echo";
        Label = Root + "/label";
        LabelAnswer = Label + "/answer";
        Learn = Root + "/learn";
        Patch = Learn + "/patch";
    }

    /// <summary>What all topics of the board begin with, without a final slash.</summary>
    public string Root { get; }

    /// <summary>The name the broker knows the board by.</summary>
    public string ClientId { get; }

    /// <summary>Topic of <see cref="StateMessage"/>.</summary>
    public string State { get; }

    /// <summary>Topic of <see cref="InfoMessage"/>.</summary>
    public string Info { get; }

    /// <summary>Topic of <see cref="EventMessage"/>.</summary>
    public string Event { get; }

    /// <summary>Topic of <see cref="AlarmMessage"/>.</summary>
    public string Alarm { get; }

    /// <summary>Topic of <see cref="ExitsMessage"/>.</summary>
    public string Exits { get; }

    /// <summary>Topic of <see cref="HealthMessage"/>.</summary>
    public string Health { get; }

    /// <summary>Topic of <see cref="EchoMessage"/>.</summary>
    public string Echo { get; }

    /// <summary>Topic of <see cref="LabelMessage"/>, to the board.</summary>
    public string Label { get; }

    /// <summary>Topic of <see cref="LabelAnswerMessage"/> where the asker named none.</summary>
    public string LabelAnswer { get; }

    /// <summary>Topic of <see cref="LearnMessage"/>.</summary>
    public string Learn { get; }

    /// <summary>Topic of the patch that the serving weights are.</summary>
    public string Patch { get; }

    /// <summary>What the topics of commands begin with, with a final slash.</summary>
    internal string CommandRoot => Root + "/cmd/";

    /// <summary>What topics for answers begin with, with a final slash.</summary>
    internal string AnswerRoot => Root + "/answer/";

    /// <summary>Topic of a camera's <see cref="CameraStatusMessage"/>.</summary>
    /// <param name="camera">1 to 64 of <c>a-z 0-9 -</c>.</param>
    /// <exception cref="ArgumentException">The name has other characters.</exception>
    public string CameraStatus(string camera) => $"{Root}/camera/{Level(camera)}/status";

    /// <summary>Topic of the JPEG of an event.</summary>
    /// <param name="eventId">1 to 64 of <c>a-z 0-9 -</c>.</param>
    /// <exception cref="ArgumentException">The id has other characters.</exception>
    public string Crop(string eventId) => $"{Event}/{Level(eventId)}/crop";

    private static string Level(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        foreach (char c in name)
        {
            if (c is not ((>= 'a' and <= 'z') or (>= '0' and <= '9') or '-'))
                throw new ArgumentException($"found \"{name}\", expected 1 to 64 of the characters a-z, 0-9 and - (it is part of a topic)");
        }

        return name.Length is >= 1 and <= 64
            ? name
            : throw new ArgumentException($"found a name of {name.Length} characters, expected 1 to 64 (it is part of a topic)");
    }
}
