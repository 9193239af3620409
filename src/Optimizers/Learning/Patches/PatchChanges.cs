namespace Optimizers.Learning.Patches;

/// <summary>All that differs between two networks of one graph.</summary>
/// <param name="Policy">The exit policy; null: the same.</param>
/// <param name="Exits">Exits whose threshold or certificate differs, ascending.</param>
/// <param name="Tensors">Tensors that differ, in the order of the graph.</param>
public sealed record PatchChanges(PolicyChange? Policy, IReadOnlyList<ExitChange> Exits, IReadOnlyList<TensorChange> Tensors);
