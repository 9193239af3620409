namespace Inference.Format;

/// <summary>
/// How tensors lie behind the header: in order, at multiples of 64, apart, with gaps of zeros, up to the end of the file.
/// </summary>
internal static class ModelLayout
{
    /// <param name="tensors">Entries of the header.</param>
    /// <param name="data">What follows the header.</param>
    /// <param name="start">Where that stands in the file.</param>
    /// <exception cref="ModelFormatException">
    /// A range that leaves the file, overlaps another or is out of line; a gap that is not 0.
    /// </exception>
    public static void Check(IReadOnlyDictionary<string, TensorEntry> tensors, ReadOnlySpan<byte> data, long start)
    {
        int end = 0;
        foreach ((string name, TensorEntry entry) in tensors.OrderBy(tensor => tensor.Value.Begin))
        {
            string range = $"{name} from {entry.Begin} to {entry.End}";
            if (entry.Begin > entry.End || entry.End > data.Length)
                throw new ModelFormatException(entry.Offset, range, $"a range within the {data.Length} bytes after the header");
            if (entry.Begin % ModelFile.Alignment != 0)
                throw new ModelFormatException(entry.Offset, range, $"a start at a multiple of {ModelFile.Alignment}");
            if (entry.Begin < end)
                throw new ModelFormatException(entry.Offset, $"{range}, overlapping another", $"a start from {end} on");
            int wrong = data[end..(int)entry.Begin].IndexOfAnyExcept((byte)0);
            if (wrong >= 0)
                throw new ModelFormatException(start + end + wrong, $"the byte {data[end + wrong]} between tensors", "0");
            end = (int)entry.End;
        }

        if (end != data.Length)
            throw new ModelFormatException(start + end, $"{data.Length - end} bytes after the last tensor", "the end of the file");
    }
}
