using Optimizers.Chains.Priors;

namespace Optimizers.Chains;

/// <summary>
/// How units of the last layer are turned on and off. Of a unit that is off, all weights in the exit are 0, by the prior; its own weights wander under
/// their prior. Then a unit can be turned on without any change of the risk (dimension matching of Green 1995, "Reversible jump Markov chain Monte Carlo
/// computation", between counting measures: no Jacobian; the wandering weights are the pseudo-prior of Carlin and Chib 1995).
/// </summary>
/// <param name="Prior">Over the number of units that are on; given their number, every set of them is equally likely.</param>
/// <param name="Share">Probability that a visit is a jump and not a unit's moves, from 0 to below 1.</param>
/// <param name="LogSilent">Log prior probability that all weights of a unit in the exit are 0 though it is on.</param>
public sealed record UnitPlan(UnitPrior Prior, double Share, double LogSilent);
