namespace Sensors.Simulation;

/// <summary>What ground and walls are made of.</summary>
internal enum Material
{
    /// <summary>Road surface.</summary>
    Tarmac,

    /// <summary>Slabs of a pavement.</summary>
    Slabs,

    /// <summary>Lawn.</summary>
    Grass,

    /// <summary>Wooden boards.</summary>
    Boards,

    /// <summary>Floor tiles.</summary>
    Tiles,

    /// <summary>Loose stones or sand.</summary>
    Gravel,

    /// <summary>Even, painted wall or carpet.</summary>
    Plaster,

    /// <summary>Bricks.</summary>
    Bricks,

    /// <summary>A house front with rows of windows.</summary>
    Facade,

    /// <summary>Leaves.</summary>
    Foliage,

    /// <summary>A fence of uprights before darkness.</summary>
    Fence,
}
