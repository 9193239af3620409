namespace Optimizers.Chains.Towers;

/// <summary>What is tried.</summary>
/// <param name="Layer">The layer; the number of layers for the exit.</param>
/// <param name="Channel">The row, or the class; −1: the gate only.</param>
/// <param name="Gate">The gate with it.</param>
internal readonly record struct TowerChange(int Layer, int Channel, int Gate);
