namespace Inference.Format;

/// <summary>
/// Any map to <c>[1 × 1 × H·W·C]</c> in the order of its memory, so nothing moves; a 1×1 convolution after it is a dense layer.
/// </summary>
/// <remarks>Bits are flattened only where pixels fill whole words: channels a multiple of 64, or a single pixel.</remarks>
public sealed record FlattenDefinition : LayerDefinition;
