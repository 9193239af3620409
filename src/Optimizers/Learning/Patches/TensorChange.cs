namespace Optimizers.Learning.Patches;

/// <summary>What changes in one tensor.</summary>
/// <param name="Name">Its place in the graph, as in the model file: <c>stage1.layer4.weights</c>.</param>
/// <param name="Places">Numbers of the tensor; of packed weights signs, without padding.</param>
/// <param name="Positions"><c>[k]</c>, k ≥ 1, ascending: which change, counted row-major.</param>
/// <param name="Deltas">
/// <c>[k]</c>, after less before, or <see cref="Negated"/>; of floats the difference of their bits read as int32. Empty where the numbers are signs or
/// truth values: all of <paramref name="Positions"/> flip.
/// </param>
public sealed record TensorChange(string Name, int Places, IReadOnlyList<int> Positions, IReadOnlyList<long> Deltas)
{
    /// <summary>Stands for a number that changes its sign only; its size is in the network.</summary>
    public const long Negated = long.MinValue;

    /// <summary>Whether the numbers are signs or truth values.</summary>
    public bool IsFlips => Deltas.Count == 0;

    /// <summary>Bits it takes in the file; 0 before it was written or read.</summary>
    public double Bits { get; init; }
}
