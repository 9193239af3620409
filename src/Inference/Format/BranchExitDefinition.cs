namespace Inference.Format;

/// <summary>
/// Classification head of layers of its own: from the last map of the stage to one number a class;
/// <c>logit_k = sat32(round(65536·scale·(v_k − Zero)))</c>, halves to even, in 1/65536 nats.
/// </summary>
/// <param name="Layers">At least one; the last gives floats, values or signed bytes, as many as classes.</param>
/// <param name="Scale"><c>[1]</c>, nats a unit, above 0.</param>
/// <param name="Zero">The number that stands for 0; of floats 0.</param>
/// <param name="Threshold">0 to 65,536, against the score of the policy; ignored in the last exit.</param>
public sealed record BranchExitDefinition(IReadOnlyList<LayerDefinition> Layers, float[] Scale, int Zero, int Threshold)
    : ExitDefinition(Threshold);
