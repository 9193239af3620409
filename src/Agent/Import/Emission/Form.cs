namespace Agent.Import.Emission;

/// <summary>How a map is held where it is written.</summary>
internal enum Form
{
    /// <summary>32-bit floats.</summary>
    Floats,

    /// <summary>8-bit codes.</summary>
    SignedBytes,
}
