namespace Inference;

/// <summary>Sees a map of floats right after the layer that gives it.</summary>
/// <param name="layer">Number of the layer, from 1 over all stages.</param>
/// <param name="map"><c>[Channels][Height][Width]</c>, valid during the call.</param>
public delegate void MapObserver(int layer, ReadOnlySpan<float> map);
