namespace Optimizers.Chains.Stages.Sliced;

/// <summary>What a stage's risk is made from.</summary>
/// <param name="Weights">Where the chain begins; copied.</param>
/// <param name="Inputs"><c>[samples][row][column][channel]</c>: signed bytes, or ±1.</param>
/// <param name="Labels"><c>[samples]</c>, class indices.</param>
/// <param name="Loss">Which loss.</param>
/// <param name="First">Samples of the first of two parts, a multiple of 256; 0: one part.</param>
/// <param name="LargestWeight">Bound of |w| of the layers: 1 for signs.</param>
/// <param name="LargestBias">Bound of |bias| of the layers.</param>
public sealed record StagePlan(
    StageWeights Weights, sbyte[] Inputs, byte[] Labels, LossKind Loss = LossKind.CrossEntropy, int First = 0, int LargestWeight = 1, int LargestBias = 1);
