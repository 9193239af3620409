namespace Agent.Options;

/// <summary>Whether and how the network learns its place (docs/learning.md).</summary>
public sealed record LearningOptions
{
    /// <summary>Learn at all. Off by default: it writes to the disk and takes time of a core.</summary>
    public bool Enabled { get; set; }

    /// <summary>Where samples, adaptations and recent crops are kept; null: <see cref="StateFolder"/>. For one process at a time.</summary>
    public string? Folder { get; set; }

    /// <summary>Share of one core that learning may take, 0.01 to 1.</summary>
    public double CoreShare { get; set; } = 0.25;

    /// <summary>Time of one core that learning may take in an hour, seconds, 1 to 3,600; null: as <see cref="CoreShare"/> allows.</summary>
    public double? CoreSecondsPerHour { get; set; }

    /// <summary>Learn only while nothing moves in front of the camera.</summary>
    public bool QuietOnly { get; set; }

    /// <summary>The stage that learns, from 1; null: the last.</summary>
    public int? Stage { get; set; }

    /// <summary>Labels that a chain waits for, 1 to 10,000.</summary>
    public int LabelsPerRound { get; set; } = 20;

    /// <summary>Steps of a chain, 1,000 to 100,000,000; null: as many as fit the network's anchors.</summary>
    public int? Steps { get; set; }

    /// <summary>Share of accuracy elsewhere, on pictures as the network's anchors, that may be lost for what is gained here, 0.001 to 0.5.</summary>
    public double Margin { get; set; } = 0.01;

    /// <summary>PEM files of public keys on P-256: patches that one of them signed may be applied over MQTT.</summary>
    public IReadOnlyList<string> PatchKeys { get; set; } = [];

    /// <summary>Take the simulator's ground truth for labels; for trying out.</summary>
    public bool LabelsFromSimulator { get; set; }

    /// <summary>Take labels from later exits and other boards whose certificates are stronger.</summary>
    public bool Teacher { get; set; } = true;
}
