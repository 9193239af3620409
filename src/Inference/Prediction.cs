namespace Inference;

/// <summary>What a network answered and what it cost.</summary>
/// <param name="Class">Index into the classes; of equally probable ones the lowest.</param>
/// <param name="Confidence">Probability of that class in 1/65536.</param>
/// <param name="Exit">The exit that answered, from 1.</param>
/// <param name="Macs">Multiply-accumulates spent until the answer, binary ones counted like others.</param>
public readonly record struct Prediction(int Class, int Confidence, int Exit, long Macs);
