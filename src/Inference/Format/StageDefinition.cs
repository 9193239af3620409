namespace Inference.Format;

/// <summary>Trunk layers ending in one exit.</summary>
/// <param name="Layers">In order; the first takes what the last layer of the stage before gave.</param>
/// <param name="Exit">The head after the last layer.</param>
public sealed record StageDefinition(IReadOnlyList<LayerDefinition> Layers, ExitDefinition Exit);
