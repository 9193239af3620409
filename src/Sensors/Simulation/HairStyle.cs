namespace Sensors.Simulation;

/// <summary>What is on a head.</summary>
internal enum HairStyle
{
    /// <summary>Short hair.</summary>
    Short,

    /// <summary>Hair down to the shoulders.</summary>
    Long,

    /// <summary>None.</summary>
    Bald,

    /// <summary>A cap or a hat with a brim.</summary>
    Hat,

    /// <summary>A hood of the jacket.</summary>
    Hood,

    /// <summary>Hair that stands off.</summary>
    Curly,
}
