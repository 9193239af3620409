using Inference.Exits;
using Inference.Layers;

namespace Inference;

/// <summary>One layer or exit of a network, to be run by itself: for measuring what each costs.</summary>
public sealed class NetworkStep
{
    private readonly ILayer? _layer;
    private readonly IExit? _exit;

    internal NetworkStep(string place, string kind, ILayer layer)
    {
        (Place, Kind, _layer) = (place, kind, layer);
        Macs = layer.Macs;
        Kernel = layer.Kernel;
        Output = layer.Output.Map;
    }

    internal NetworkStep(string place, int number, IExit exit)
    {
        (Place, Kind, Exit, _exit) = (place, "exit", number, exit);
        Macs = exit.Macs;
        Kernel = "";
    }

    /// <summary>Its name: <c>stage1.layer2</c>, <c>stage1.exit</c>.</summary>
    public string Place { get; }

    /// <summary>Its kind in the graph of docs/model-format.md.</summary>
    public string Kind { get; }

    /// <summary>Which of several kernels it was given at load and why; empty where there is one.</summary>
    public string Kernel { get; }

    /// <summary>Number of the exit from 1, or 0 for a layer.</summary>
    public int Exit { get; }

    /// <summary>What a layer writes; null for an exit.</summary>
    public FeatureMap? Output { get; }

    /// <summary>Multiply-accumulates.</summary>
    public long Macs { get; }

    /// <summary>Runs it on what the steps before it left in the workspace. Allocates nothing.</summary>
    /// <param name="workspace">Of the same network; <see cref="Network.Load"/> has filled it and every step before this one has run.</param>
    public void Run(Workspace workspace)
    {
        _layer?.Run(workspace);
        _exit?.Run(workspace);
    }

    /// <summary>The floats it wrote, <c>[Channels][Height][Width]</c>, until a later step runs; empty when it wrote others.</summary>
    /// <param name="workspace">That of its last run.</param>
    public ReadOnlySpan<float> Floats(Workspace workspace) =>
        _layer is { Output.Map.Kind: FeatureKind.Floats } ? workspace.Floats(_layer.Output) : [];

    /// <summary>The 16-bit values it wrote, <c>[Height][Width][Channels]</c>, until a later step runs; empty when it wrote others.</summary>
    /// <param name="workspace">That of its last run.</param>
    public ReadOnlySpan<short> Values(Workspace workspace) =>
        _layer is { Output.Map.Kind: FeatureKind.Values } ? workspace.Values(_layer.Output) : [];
}
