namespace Inference.Format;

/// <summary>Classification head: mean of rectified values (or of bits) over Grid × Grid cells, then one linear layer to logits.</summary>
/// <param name="Grid">Cells a side; height and width divide by it and the pixels of a cell are a power of two up to 16,384.</param>
/// <param name="Offsets"><c>[C]</c>, r in <c>max(x − r, 0)</c>; present and ignored when the trunk gives bits.</param>
/// <param name="Weights"><c>[classes][Grid·Grid·C]</c>, cells row by row, then channels.</param>
/// <param name="Biases"><c>[classes]</c>.</param>
/// <param name="Shift">0 to 47; <c>logit = sat32((Σ w·f + b) &gt;&gt; Shift)</c> in 1/65536 nats.</param>
/// <param name="Threshold">0 to 65,536, against the score of the policy; ignored in the last exit.</param>
public sealed record LinearExitDefinition(int Grid, short[] Offsets, short[] Weights, int[] Biases, int Shift, int Threshold)
    : ExitDefinition(Threshold);
