using Inference;
using Inference.Exits;
using Inference.Format;
using Inference.Kernels;
using Inference.Layers;
using Optimizers.Chains.Stages;

namespace Benchmarks.Cases;

/// <summary>The last layer of a network and its exit on the engine, over maps in memory, and the losses of their logits.</summary>
internal sealed class EngineEnd
{
    private readonly short[] _maps;
    private readonly byte[] _labels;
    private readonly Activation _input;
    private readonly ILayer _layer;
    private readonly IExit _exit;
    private readonly Workspace _workspace;

    /// <param name="network">Ends in a layer of values.</param>
    /// <param name="maps">What that layer reads: <c>[samples][Height][Width][Channels]</c>.</param>
    /// <param name="labels"><c>[samples]</c>.</param>
    public EngineEnd(Network network, short[] maps, byte[] labels)
    {
        (_maps, _labels) = (maps, labels);
        StageDefinition last = network.Definition.Stages[^1];
        FeatureMap output = network.Stages[^1].Output;
        WorkspacePlan plan = new() { Classes = network.Classes.Count, Pixels = 1 };
        _input = plan.Reserve(output with { Channels = maps.Length / labels.Length / output.Pixels });
        ILayerCatalog catalog = KernelCatalog.Choose().Layers;
        _layer = catalog.Layer(last.Layers[^1], new LayerSite("bench", _input, plan, []));
        _exit = catalog.Exit(last.Exit, network.Classes.Count, new LayerSite("bench", _layer.Output, plan, []));
        _workspace = new Workspace(null, plan);
    }

    /// <summary>Multiply-accumulates of one sample.</summary>
    public long Macs => _layer.Macs + _exit.Macs;

    /// <summary>R_n over all samples.</summary>
    public long Run()
    {
        int length = _maps.Length / _labels.Length;
        long risk = 0;
        for (int i = 0; i < _labels.Length; i++)
        {
            _maps.AsSpan(i * length, length).CopyTo(_workspace.Values(_input));
            _layer.Run(_workspace);
            _exit.Run(_workspace);
            risk += Losses.Of(LossKind.CrossEntropy, _workspace.Logits, _labels[i], 1);
        }

        return risk;
    }
}
