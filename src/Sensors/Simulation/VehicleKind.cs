namespace Sensors.Simulation;

/// <summary>Bodies of vehicles.</summary>
internal enum VehicleKind
{
    /// <summary>A small car with a steep rear.</summary>
    Hatchback,

    /// <summary>A car with a boot.</summary>
    Saloon,

    /// <summary>An estate or off-road car: the roof runs to the rear.</summary>
    Estate,

    /// <summary>A pick-up with an open bed.</summary>
    Pickup,

    /// <summary>A van: one tall body with a short bonnet.</summary>
    Van,

    /// <summary>A lorry: cab and box.</summary>
    Truck,

    /// <summary>A bus with a row of windows.</summary>
    Bus,
}
