namespace Sensors.Simulation;

/// <summary>What a thing in the simulated scene is.</summary>
public enum SceneClass
{
    /// <summary>Somebody walking or standing.</summary>
    Person,

    /// <summary>A car, van, truck or bus.</summary>
    Vehicle,
}
