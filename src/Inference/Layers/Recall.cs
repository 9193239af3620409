using Inference.Format;

namespace Inference.Layers;

/// <summary>What an earlier layer wrote, as the input of the next.</summary>
internal sealed class Recall : ILayer
{
    public Recall(RecallDefinition definition, LayerSite site) => Output = Earlier.Find(site, definition.From);

    /// <inheritdoc/>
    public Activation Output { get; }

    /// <inheritdoc/>
    public long Macs => 0;

    /// <inheritdoc/>
    public void Run(Workspace workspace)
    {
        // Nothing moves: the map still stands where it was written.
    }
}
