using Agent.Tracking;
using Inference;

namespace Agent.Pipeline;

/// <summary>A network as the frame loop uses it.</summary>
internal sealed class NetworkClassifier : IClassifier
{
    /// <summary>Name of the class that is no event.</summary>
    public const string Nothing = "nothing";

    private readonly Network _network;
    private readonly Workspace _workspace;
    private readonly ExitAudit? _audit;

    /// <summary>Makes the buffers.</summary>
    /// <param name="network">The network.</param>
    /// <param name="audit">Watches what its certificates promise; null: nobody does.</param>
    /// <exception cref="Training.DataException">The network does not take luma, or has no class `nothing`.</exception>
    public NetworkClassifier(Network network, ExitAudit? audit = null)
    {
        ArgumentNullException.ThrowIfNull(network);
        _network = network;
        _audit = audit;
        _workspace = network.CreateWorkspace();
        NothingClass = network.Classes.ToList().IndexOf(Nothing);
        if (network.Input.Channels != 1)
            throw new Training.DataException($"found a network for pictures of {network.Input.Channels} channels, expected 1: the agent watches luma");
        if (Math.Max(network.Input.Width, network.Input.Height) > BestView.LargestNetworkSide)
        {
            throw new Training.DataException(
                $"found a network for crops of {network.Input}, expected at most {BestView.LargestNetworkSide} a side: larger ones cannot be kept for events");
        }

        if (NothingClass < 0)
        {
            throw new Training.DataException(
                $"found a network with the classes {string.Join(", ", network.Classes)}, expected one named {Nothing}: without it everything that moves is an event");
        }
    }

    /// <summary>Faults in the labels that are to be reported; empty when there are none.</summary>
    public static IEnumerable<string> LabelFaults(Network network, IReadOnlyList<string> labels)
    {
        string[] known = [.. network.Classes.Where(name => name != Nothing)];
        return labels.Where(label => !known.Contains(label))
            .Select(label => $"$.events.labels: found \"{label}\", expected one of {string.Join(", ", known)}");
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

    /// <inheritdoc/>
    public void Audit(long track, in Prediction answer)
    {
        if (_audit is null || !_audit.Draws(track, answer.Exit))
            return;
        bool isWrong = _network.Finish(_workspace).Class != answer.Class;
        _workspace.OpenExits = _audit.Add(answer.Exit, isWrong);
    }
}
