using System.Text.Json;

namespace Inference.Format;

/// <summary>Reads the JSON header of a model file; knows nothing of graphs.</summary>
internal static class HeaderReader
{
    /// <summary>The most tensors a header may list: four a layer and three an exit, and the anchors.</summary>
    private const int MostTensors = 4 * NetworkBounds.Layers + 3 * NetworkBounds.Stages + 1;

    /// <param name="json">The header with its padding.</param>
    /// <param name="start">Where it stands in the file.</param>
    /// <exception cref="ModelFormatException">Not such a header.</exception>
    public static ModelHeader Read(ReadOnlySpan<byte> json, long start)
    {
        JsonCursor cursor = new(json, start, nested: false);
        Dictionary<string, (string Value, long Offset)> metadata = [];
        Dictionary<string, TensorEntry> tensors = [];
        HashSet<string> keys = [];
        cursor.Next(JsonTokenType.StartObject, "an object");
        while (cursor.NextKey(keys) is { } key)
        {
            if (key == "__metadata__")
                ReadMetadata(ref cursor, metadata);
            else if (tensors.Count == MostTensors)
                throw cursor.Fault($"more than {MostTensors} tensors", "fewer");
            else
                tensors.Add(key, ReadTensor(ref cursor));
        }

        cursor.End();
        return new ModelHeader(metadata, tensors);
    }

    private static void ReadMetadata(ref JsonCursor cursor, Dictionary<string, (string Value, long Offset)> metadata)
    {
        HashSet<string> keys = [];
        cursor.Next(JsonTokenType.StartObject, "an object of strings");
        while (cursor.NextKey(keys) is { } key)
        {
            string value = cursor.NextText("a string");
            metadata.Add(key, (value, cursor.Offset));
        }
    }

    private static TensorEntry ReadTensor(ref JsonCursor cursor)
    {
        HashSet<string> keys = [];
        string? type = null;
        List<long>? shape = null;
        List<long>? range = null;
        cursor.Next(JsonTokenType.StartObject, "a tensor: an object");
        long offset = cursor.Offset;
        while (cursor.NextKey(keys) is { } key)
        {
            switch (key)
            {
                case "dtype":
                    type = cursor.NextText("the name of a type");
                    break;
                case "shape":
                    shape = ReadNumbers(ref cursor);
                    break;
                case "data_offsets":
                    range = ReadNumbers(ref cursor);
                    break;
                default:
                    throw cursor.Fault($"the key \"{key}\"", "dtype, shape or data_offsets");
            }
        }

        if (type is null || shape is null || range is not [long begin, long end])
            throw new ModelFormatException(offset, "an incomplete tensor", "dtype, shape and two data_offsets");
        return new TensorEntry(type, shape, begin, end, offset);
    }

    private static List<long> ReadNumbers(ref JsonCursor cursor)
    {
        List<long> numbers = [];
        cursor.Next(JsonTokenType.StartArray, "an array of numbers");
        for (cursor.Next(); cursor.Token != JsonTokenType.EndArray; cursor.Next())
        {
            if (numbers.Count == 8)
                throw cursor.Fault("more than 8 numbers", "at most 8");
            numbers.Add(cursor.Number("a size", 0, long.MaxValue));
        }

        return numbers;
    }
}
