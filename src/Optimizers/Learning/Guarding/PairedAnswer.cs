namespace Optimizers.Learning.Guarding;

/// <summary>What two networks answer to one labelled sample.</summary>
/// <param name="Label">Its class, from 0.</param>
/// <param name="Before">The class the old weights answer.</param>
/// <param name="After">The class the new weights answer.</param>
public readonly record struct PairedAnswer(int Label, int Before, int After);
