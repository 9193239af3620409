using Inference;

namespace Agent.Pipeline;

/// <summary>A network with its workspace, as the frame loop uses it.</summary>
public sealed class NetworkClassifier : IClassifier
{
    /// <summary>The name that a class must have to be no event.</summary>
    public const string NothingName = "nothing";

    private readonly Network _network;
    private readonly Workspace _workspace;

    /// <param name="network">Takes one channel and has a class named <see cref="NothingName"/>.</param>
    /// <exception cref="ArgumentException">The network takes other crops, or has no such class.</exception>
    public NetworkClassifier(Network network)
    {
        ArgumentNullException.ThrowIfNull(network);
        if (network.Input.Channels != 1)
            throw new ArgumentException($"the network takes {network.Input.Channels} channels, the agent cuts crops of 1 (luma)", nameof(network));
        NothingClass = IndexOf(network.Classes, NothingName);
        if (NothingClass < 0)
        {
            string found = string.Join(", ", network.Classes);
            throw new ArgumentException($"found the classes {found}, expected one named {NothingName}: train with a folder of that name", nameof(network));
        }

        _network = network;
        _workspace = network.CreateWorkspace();
    }

    /// <inheritdoc/>
    public int Width => _network.Input.Width;

    /// <inheritdoc/>
    public int Height => _network.Input.Height;

    /// <inheritdoc/>
    public int Classes => _network.Classes.Count;

    /// <inheritdoc/>
    public int NothingClass { get; }

    /// <inheritdoc/>
    public int Exits => _network.Stages.Count;

    /// <inheritdoc/>
    public ReadOnlySpan<int> Probabilities => _workspace.Probabilities;

    /// <inheritdoc/>
    public Prediction Classify(ReadOnlySpan<byte> crop) => _network.Run(crop, _workspace);

    private static int IndexOf(IReadOnlyList<string> classes, string name)
    {
        for (int c = 0; c < classes.Count; c++)
        {
            if (classes[c] == name)
                return c;
        }

        return -1;
    }
}
