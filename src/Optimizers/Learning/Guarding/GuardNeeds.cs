namespace Optimizers.Learning.Guarding;

/// <summary>The least numbers with which the next look can accept anything.</summary>
/// <param name="Samples">Labelled samples of the guard's part.</param>
/// <param name="Anchors">Anchors.</param>
/// <param name="AnchorsOfClass">Anchors of each class.</param>
public sealed record GuardNeeds(int Samples, int Anchors, int AnchorsOfClass);
