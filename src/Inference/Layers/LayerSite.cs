namespace Inference.Layers;

/// <summary>Where a layer is built: its name for faults, what it reads, and the plan it reserves memory in.</summary>
internal sealed record LayerSite(string Place, Activation Input, WorkspacePlan Plan)
{
    public FeatureMap Map => Input.Map;
}
