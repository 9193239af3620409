namespace Optimizers.Chains.Laws;

/// <summary>A law that looks at the risk of all single flips of the visited unit before it chooses, and decides by itself. Weights are ±1.</summary>
/// <remarks>It may hold room for its sums: one chain, one law.</remarks>
public interface IFieldLaw : ITransition
{
    /// <summary>Goes from weights to weights.</summary>
    /// <param name="random">The step's numbers.</param>
    /// <param name="visit">What is visited.</param>
    /// <param name="size">What it counts is said by the law.</param>
    /// <param name="change">What R_n changed by, in 1/65536.</param>
    /// <returns>Whether the weights changed.</returns>
    bool Run(ref RandomStream random, in FieldVisit visit, int size, out long change);
}
