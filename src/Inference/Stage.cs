using Inference.Exits;
using Inference.Layers;

namespace Inference;

/// <summary>Trunk layers ending in one exit.</summary>
public sealed class Stage
{
    private readonly ILayer[] _layers;
    private readonly IExit _exit;

    internal Stage(int number, ILayer[] layers, IExit exit, FeatureMap output, int threshold)
    {
        Number = number;
        _layers = layers;
        _exit = exit;
        Output = output;
        Threshold = threshold;
        foreach (ILayer layer in layers)
            TrunkMacs += layer.Macs;
    }

    /// <summary>Its place and that of its exit, from 1.</summary>
    public int Number { get; }

    /// <summary>What the trunk gives to its exit and to the next stage.</summary>
    public FeatureMap Output { get; }

    /// <summary>Against the score of the policy, in 1/65536; 65,537: never answers early; ignored in the last exit.</summary>
    public int Threshold { get; }

    /// <summary>Whether the exit may answer before the last one: if not, its head is not computed.</summary>
    public bool AnswersEarly => Threshold != ExitPolicy.Never;

    /// <summary>Multiply-accumulates of the layers.</summary>
    public long TrunkMacs { get; }

    /// <summary>Multiply-accumulates of the exit; of a vote those of all members.</summary>
    public long ExitMacs => _exit.Macs;

    internal ReadOnlySpan<ILayer> Layers => _layers;

    internal IExit Exit => _exit;

    internal void RunTrunk(Workspace workspace)
    {
        foreach (ILayer layer in _layers)
            layer.Run(workspace);
    }

    internal void RunExit(Workspace workspace) => _exit.Run(workspace);

    /// <returns>Whether the answer is final.</returns>
    internal bool RunExit(Workspace workspace, ExitPolicyKind policy, bool isLast) => _exit.Run(workspace, new ExitRule(policy, Threshold, isLast));
}
