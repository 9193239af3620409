namespace Inference.Format;

/// <summary>A model that cannot be used: where it is wrong, what stands there and what should.</summary>
public sealed class ModelFormatException : Exception
{
    /// <summary>States one fault.</summary>
    /// <param name="offset">Byte of the file, or −1 when the definition did not come from a file.</param>
    /// <param name="found">What is there.</param>
    /// <param name="expected">What would have been right.</param>
    public ModelFormatException(long offset, string found, string expected)
        : base($"{(offset < 0 ? "model" : $"model file, byte {offset}")}: found {found}, expected {expected}")
    {
        Offset = offset;
        Found = found;
        Expected = expected;
    }

    /// <summary>Byte of the file, or −1 when the definition did not come from a file.</summary>
    public long Offset { get; }

    /// <summary>What is there.</summary>
    public string Found { get; }

    /// <summary>What would have been right.</summary>
    public string Expected { get; }
}
