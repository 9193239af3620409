namespace Inference.Format;

/// <summary>Pixels or signed bytes to signed bytes by look-up: any function of one number, among them scaling to new steps.</summary>
/// <param name="Table"><c>[channels][256]</c>; a pixel indexes it as it is, a signed byte as x + 128.</param>
public sealed record TableDefinition(sbyte[] Table) : LayerDefinition;
