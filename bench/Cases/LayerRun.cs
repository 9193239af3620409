using Inference;
using Inference.Format;
using Inference.Kernels;
using Inference.Layers;

namespace Benchmarks.Cases;

/// <summary>One layer of the engine with a workspace of its own, on the kernel set a network would run on.</summary>
internal sealed class LayerRun
{
    private readonly ILayer _layer;

    public LayerRun(LayerDefinition definition, FeatureMap input)
    {
        WorkspacePlan plan = new() { Classes = 2, Pixels = input.Elements };
        Input = plan.Reserve(input);
        _layer = KernelCatalog.Choose().Layers.Layer(definition, new LayerSite("bench", Input, plan, []));
        Workspace = new(null, plan);
    }

    public Activation Input { get; }

    public Activation Output => _layer.Output;

    public Workspace Workspace { get; }

    public long Macs => _layer.Macs;

    public void Run() => _layer.Run(Workspace);
}
