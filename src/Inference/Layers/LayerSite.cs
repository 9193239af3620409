namespace Inference.Layers;

/// <summary>Where a layer is built: its name for faults, what it reads, and the plan it reserves memory in.</summary>
/// <param name="Place">Its name in faults.</param>
/// <param name="Input">What the layer before it wrote.</param>
/// <param name="Plan">Where it reserves memory.</param>
/// <param name="Earlier">What the layers before it wrote, in order; those a later layer names still stand.</param>
internal sealed record LayerSite(string Place, Activation Input, WorkspacePlan Plan, IReadOnlyList<Activation> Earlier)
{
    public FeatureMap Map => Input.Map;
}
