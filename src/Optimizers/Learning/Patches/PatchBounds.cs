namespace Optimizers.Learning.Patches;

/// <summary>The largest patch that is read or made: what a hostile one may cost.</summary>
internal static class PatchBounds
{
    /// <summary>Bytes of a whole patch.</summary>
    public const int Bytes = 1 << 20;

    /// <summary>Hex digits of a whole hash.</summary>
    public const int WholeHashDigits = 64;

    /// <summary>Bytes of the provenance.</summary>
    public const int ProvenanceBytes = 1 << 14;

    /// <summary>Changed numbers of all tensors together; an adaptation that moves more is sent as a model file.</summary>
    public const int Changes = 1 << 16;

    /// <summary>Changed tensors.</summary>
    public const int Tensors = 1 << 10;
}
