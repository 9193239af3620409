namespace Optimizers.Chains.Stages.Sliced;

/// <summary>A weight's input and by how much its weight changes.</summary>
/// <param name="Input">Place in the row, not the bias.</param>
/// <param name="Step">New less old.</param>
internal readonly record struct Change(int Input, int Step);
