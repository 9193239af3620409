namespace Sensors.Simulation;

/// <summary>The places the simulator can show.</summary>
public enum SceneLayout
{
    /// <summary>A street with pavements and houses, seen from a first floor; people and vehicles.</summary>
    Street,

    /// <summary>A motorway seen from a bridge; vehicles from the front and the rear.</summary>
    Highway,

    /// <summary>An indoor corridor seen from under the ceiling; people close by.</summary>
    Corridor,

    /// <summary>A yard with a drive across it; people and vehicles at an angle.</summary>
    Yard,
}
