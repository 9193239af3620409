using Optimizers.Chains.Priors;

namespace Optimizers.Chains;

/// <summary>How the units of a block are moved.</summary>
/// <param name="Movable">The first so many weights of a row: Inputs, or Inputs + 1 with the bias; 0: the block is left as it is.</param>
/// <param name="Prior">Over the movable weights of a row.</param>
/// <param name="Laws">At least one where anything is movable.</param>
/// <param name="MovesPerVisit">Moves of a unit before another is visited, 1 or more.</param>
/// <param name="Share">How often the block is visited among all; they need not sum to 1.</param>
public sealed record BlockPlan(int Movable, IPrior Prior, IReadOnlyList<LawShare> Laws, int MovesPerVisit = 1, double Share = 1)
{
    /// <summary>A block that is left as it is.</summary>
    public static BlockPlan Fixed { get; } = new(0, new UniformPrior(), [], 1, 0);
}
