namespace Inference.Format;

/// <summary>One tensor of a header: its type, sizes and place behind the header.</summary>
/// <param name="Type">As <see cref="TensorType"/> names it.</param>
/// <param name="Shape">Sizes, outermost first.</param>
/// <param name="Begin">First byte, from the end of the header.</param>
/// <param name="End">Byte after the last.</param>
/// <param name="Offset">Where the entry stands in the file, for faults.</param>
internal sealed record TensorEntry(string Type, IReadOnlyList<long> Shape, long Begin, long End, long Offset);
