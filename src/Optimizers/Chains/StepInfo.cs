namespace Optimizers.Chains;

/// <summary>What a step did.</summary>
/// <param name="Block">The visited block; for a jump, that of the unit.</param>
/// <param name="Unit">The visited unit.</param>
/// <param name="Law">Which of the block's laws; −1: a unit was turned on or off.</param>
/// <param name="Size">The size that the law was given.</param>
/// <param name="Accepted">Whether weights or units changed.</param>
/// <param name="Change">What R_n changed by, in 1/65536; 0 where nothing was accepted.</param>
public readonly record struct StepInfo(int Block, int Unit, int Law, int Size, bool Accepted, long Change);
