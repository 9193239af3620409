namespace Agent.Telemetry;

/// <summary>Topic <c>info</c>: what the board runs.</summary>
public sealed record InfoMessage
{
    /// <summary>Model of the board, as it calls itself.</summary>
    public required string Board { get; init; }

    /// <summary>Version of vigie.</summary>
    public required string Version { get; init; }

    /// <summary>Name of the network.</summary>
    public required string Network { get; init; }

    /// <summary>SHA-256 of the weights, 64 hexadecimal digits in lower case.</summary>
    public required string NetworkHash { get; init; }

    /// <summary>Classes in the network's order.</summary>
    public required IReadOnlyList<string> Classes { get; init; }

    /// <summary>Width of the network's input, pixels.</summary>
    public required int InputWidth { get; init; }

    /// <summary>Height of the network's input, pixels.</summary>
    public required int InputHeight { get; init; }

    /// <summary>The exits in order.</summary>
    public required IReadOnlyList<ExitDescription> Exits { get; init; }

    /// <summary>The instruction set in use.</summary>
    public required string KernelSet { get; init; }

    /// <summary>The start of the agent; filled in by <see cref="MqttPublisher"/>.</summary>
    public string Boot { get; init; } = "";

    /// <summary>When the agent started.</summary>
    public required DateTimeOffset Started { get; init; }
}
