namespace Sensors.Simulation;

/// <summary>A place without its moving objects: camera, ground, ways, trees, posts.</summary>
/// <param name="View">Camera.</param>
/// <param name="Backdrop">Ground and walls.</param>
/// <param name="Lanes">Ways through the picture.</param>
/// <param name="Trees">Where trees stand; their crowns sway.</param>
/// <param name="Posts">Where posts stand that hide what passes behind them.</param>
internal sealed record Place(Perspective View, Backdrop Backdrop, Lane[] Lanes, Point3[] Trees, Point3[] Posts);
