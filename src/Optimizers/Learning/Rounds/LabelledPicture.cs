namespace Optimizers.Learning.Rounds;

/// <summary>A picture and its class.</summary>
/// <param name="Label">From 0.</param>
/// <param name="Picture"><c>[Height × Width × Channels]</c>; may be overwritten when the next is asked for.</param>
public readonly record struct LabelledPicture(int Label, ReadOnlyMemory<byte> Picture);
