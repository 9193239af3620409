namespace Sensors.Simulation;

/// <summary>What somebody carries.</summary>
internal enum Bag
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>A rucksack.</summary>
    Backpack,

    /// <summary>A bag in the hand.</summary>
    InHand,

    /// <summary>A bag at the hip with a strap over the shoulder.</summary>
    OverShoulder,
}
