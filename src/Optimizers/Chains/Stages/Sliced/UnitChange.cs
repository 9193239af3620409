namespace Optimizers.Chains.Stages.Sliced;

/// <summary>A unit whose output sign changes at a place of one sample's map.</summary>
/// <param name="Place">Row by row.</param>
/// <param name="Unit">The unit.</param>
/// <param name="IsFalling">Whether it goes from +1 to −1.</param>
internal readonly record struct UnitChange(int Place, int Unit, bool IsFalling);
