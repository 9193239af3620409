namespace Optimizers.Chains.Stages.Sliced;

/// <summary>A place of one sample's map at which the visited unit's sign changes.</summary>
/// <param name="Place">Row by row.</param>
/// <param name="IsFalling">Whether it goes from +1 to −1.</param>
internal readonly record struct PlaceChange(int Place, bool IsFalling);
