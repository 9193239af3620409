namespace Optimizers.Chains.Stages.Sliced;

/// <summary>A sum of the following layer that reads a place, with the weight that it reads it by.</summary>
/// <param name="Output">Place of the output to which the sum belongs.</param>
/// <param name="Sum">Place of the sum; those of one output place follow one another.</param>
/// <param name="Column">Which of the weights that a unit has for the channel that is read.</param>
internal readonly record struct PlaceRead(int Output, int Sum, int Column);
