namespace Inference.Format;

/// <summary>Adds the map of an earlier layer: floats <c>act(x + from)</c>, values <c>act(sat16(x + from))</c>.</summary>
/// <param name="From">
/// Number of a layer before this one, counted from 1 over all stages (in the head of an exit: over that head); its map has the same size.
/// </param>
/// <param name="Activation">What is done to the sum; of values None or Relu.</param>
public sealed record AddDefinition(int From, ActivationKind Activation) : LayerDefinition
{
    /// <inheritdoc/>
    internal override int Earlier => From;
}
