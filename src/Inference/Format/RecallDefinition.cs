namespace Inference.Format;

/// <summary>The map of an earlier layer again: where a network parts and meets, the layers after it start from there. Nothing moves.</summary>
/// <param name="From">Number of a layer before this one, counted as in <see cref="AddDefinition"/>.</param>
public sealed record RecallDefinition(int From) : LayerDefinition
{
    /// <inheritdoc/>
    internal override int Earlier => From;
}
