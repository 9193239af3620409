namespace Optimizers.Chains.Heads;

/// <summary>Gives the map of a sample, as often as it is asked for: so that all of them need not be held at once.</summary>
/// <param name="sample">From 0.</param>
/// <param name="map">Receives it, all values.</param>
public delegate void MapReader(int sample, Span<short> map);
