namespace Inference;

/// <summary>A feature map and where it stands in the memory of a workspace.</summary>
/// <param name="Map">Kind and size.</param>
/// <param name="Start">Its first byte, a multiple of 64; of pixels, which have memory of their own, 0.</param>
internal readonly record struct Activation(FeatureMap Map, int Start);
