using Optimizers.Chains.Stages;

namespace Optimizers.Chains.Priors;

/// <summary>A prior π over the rows of a block; rows are independent of each other.</summary>
public interface IPrior
{
    /// <summary><c>log π(w') − log π(w)</c> of the visited unit; −∞ where w' is impossible.</summary>
    /// <param name="row">The movable weights as they are.</param>
    /// <param name="move">What would change, and of which unit.</param>
    double LogRatio(ReadOnlySpan<short> row, Move move);
}
