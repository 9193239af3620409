namespace Optimizers.Chains.Towers;

/// <summary>What a step did.</summary>
/// <param name="Move">What was tried.</param>
/// <param name="Layer">Which layer, or the place of a birth; −1: the exit, or there was none.</param>
/// <param name="Size">Signs flipped, or 1.</param>
/// <param name="Accepted">Whether the tower changed.</param>
/// <param name="Change">What R_n changed by, in 1/65536; 0 where nothing was accepted.</param>
public readonly record struct TowerStep(TowerMove Move, int Layer, int Size, bool Accepted, long Change);
