namespace Sensors.Simulation;

/// <summary>How light it is in the simulated scene.</summary>
public enum SceneLight
{
    /// <summary>Full daylight.</summary>
    Day,

    /// <summary>Two thirds of the contrast, lamps lit.</summary>
    Dusk,

    /// <summary>A third of the light, headlights, three times the sensor noise.</summary>
    Night,
}
