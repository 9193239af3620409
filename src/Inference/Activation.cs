namespace Inference;

/// <summary>A feature map and which of the two buffers of its kind holds it.</summary>
internal readonly record struct Activation(FeatureMap Map, int Slot);
