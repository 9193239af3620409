namespace Sensors.Simulation;

/// <summary>How people dress and what is driven in the simulated place.</summary>
public enum SceneLooks
{
    /// <summary>Clothing and vehicles as training crops have them.</summary>
    Usual,

    /// <summary>
    /// None of these: high-visibility suits, long light coats, umbrellas; small tall vans, minibuses, three-wheelers, flatbeds, painted in stripes and checks.
    /// </summary>
    Other,
}
