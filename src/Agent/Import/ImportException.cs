namespace Agent.Import;

/// <summary>
/// An ONNX model that cannot become a network of this engine; the message names the place, what was found and what is supported.
/// </summary>
internal sealed class ImportException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="place">Where: a file, a node with its position, an exit.</param>
    /// <param name="found">What is there.</param>
    /// <param name="expected">What is supported, or how to mend it.</param>
    public ImportException(string place, string found, string expected)
        : base($"{place}: found {found}, expected {expected}")
    {
    }
}
