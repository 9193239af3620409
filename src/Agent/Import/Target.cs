namespace Agent.Import;

/// <summary>The arithmetic an imported network gets.</summary>
internal enum Target
{
    /// <summary>32-bit floats, as in the model.</summary>
    Float,

    /// <summary>8-bit weights and maps.</summary>
    Int8,

    /// <summary>An 8-bit first layer, then bits: for networks with Sign.</summary>
    BinaryTrunk,
}
