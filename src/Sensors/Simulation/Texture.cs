namespace Sensors.Simulation;

/// <summary>Patterns that cloth, paint and bark can have.</summary>
internal enum Texture
{
    /// <summary>Even.</summary>
    Plain,

    /// <summary>Irregular folds and blotches.</summary>
    Noise,

    /// <summary>Horizontal stripes.</summary>
    Stripes,

    /// <summary>Chequered.</summary>
    Checks,
}
