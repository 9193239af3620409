using Agent.Tracking;
using Inference;

namespace Agent.Pipeline;

/// <summary>A network as the frame loop uses it; another of the same graph may take its place between two crops.</summary>
internal sealed class NetworkClassifier : IClassifier
{
    /// <summary>Name of the class that is no event.</summary>
    public const string Nothing = "nothing";

    private readonly TeacherRing? _teacher;
    private Serving _serving;
    private Serving _answered;

    /// <summary>Makes the buffers.</summary>
    /// <param name="network">The network.</param>
    /// <param name="audit">Watches what its certificates promise; null: nobody does.</param>
    /// <param name="teacher">Takes the answers of later exits as labels; null: nobody does.</param>
    /// <exception cref="Training.DataException">The network does not take luma, or has no class `nothing`.</exception>
    public NetworkClassifier(Network network, ExitAudit? audit = null, TeacherRing? teacher = null)
    {
        ArgumentNullException.ThrowIfNull(network);
        _teacher = teacher;
        _serving = _answered = new Serving(network, network.CreateWorkspace(), audit);
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
    public int Width => _serving.Network.Input.Width;

    /// <inheritdoc/>
    public int Height => _serving.Network.Input.Height;

    /// <inheritdoc/>
    public int Classes => _serving.Network.Classes.Count;

    /// <inheritdoc/>
    public int NothingClass { get; }

    /// <inheritdoc/>
    public int Exits => _serving.Network.Stages.Count;

    /// <inheritdoc/>
    public ReadOnlySpan<int> Probabilities => _answered.Workspace.Probabilities;

    /// <summary>Lets another network answer from the next crop on; from any thread. The frame loop reads one reference and waits for nothing.</summary>
    /// <param name="network">Of the same input, classes and stages.</param>
    /// <param name="audit">Watches what its certificates promise; null: nobody does.</param>
    public void Swap(Network network, ExitAudit? audit) => Volatile.Write(ref _serving, new Serving(network, network.CreateWorkspace(), audit));

    /// <inheritdoc/>
    public Prediction Classify(ReadOnlySpan<byte> crop)
    {
        _answered = Volatile.Read(ref _serving);
        return _answered.Network.Run(crop, _answered.Workspace);
    }

    /// <inheritdoc/>
    public void Audit(long track, ReadOnlySpan<byte> crop, in Prediction answer)
    {
        (Network network, Workspace workspace, ExitAudit? audit) = _answered;
        if (audit is not null && audit.Draws(track, answer.Exit))
        {
            int last = network.Finish(workspace).Class;
            workspace.OpenExits = audit.Add(answer.Exit, last != answer.Class);
            _teacher?.OfferAudit(track, crop, last);
        }
        else
        {
            _teacher?.Offer(track, crop, answer);
        }
    }

    /// <summary>A network with what belongs to it: replaced whole, so that no crop is answered by the one and checked by the other.</summary>
    private sealed record Serving(Network Network, Workspace Workspace, ExitAudit? Audit);
}
