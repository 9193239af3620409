using Optimizers.Chains.Stages;

namespace Optimizers.Chains.Laws;

/// <summary>A law of proposals q(w → w'), without a state of its own: any number of chains may share one.</summary>
public interface ILaw : ITransition
{
    /// <summary>Draws a proposal.</summary>
    /// <param name="random">The step's numbers.</param>
    /// <param name="row">The movable weights of the visited unit.</param>
    /// <param name="size">How much is to change, at least 1: what it counts is said by the law. It does not depend on the weights once burn-in is over.</param>
    /// <param name="move">Begun and empty; takes the new values, at least one and each unlike the one that is there.</param>
    /// <param name="logRatio"><c>log q(w' → w) − log q(w → w')</c>.</param>
    /// <returns>False: nothing can be proposed from here, which counts as rejected.</returns>
    bool Propose(ref RandomStream random, ReadOnlySpan<short> row, int size, Move move, out double logRatio);
}
