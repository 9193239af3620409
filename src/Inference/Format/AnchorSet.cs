using System.Buffers.Binary;

namespace Inference.Format;

/// <summary>
/// Pictures with labels by the maker of a network, carried in its file, that new weights must not answer worse than the shipped ones. Stays packed: pictures are
/// read one after the other, so that a board needs room for one.
/// </summary>
/// <remarks>The bytes are in docs/model-format.md. Labels are checked when a file is read, pictures when they are unpacked.</remarks>
public sealed class AnchorSet
{
    /// <summary>Most anchors.</summary>
    public const int CountLimit = 1 << 14;

    /// <summary>Most bytes of all pictures together, unpacked.</summary>
    public const int PictureBytesLimit = 1 << 26;

    /// <summary>Bytes before the labels.</summary>
    internal const int HeadBytes = 4;

    /// <summary>Bytes of a label.</summary>
    internal const int LabelBytes = 2;

    private readonly byte[] _packed;

    /// <summary>Checks count and labels of a packed set.</summary>
    /// <param name="packed">The tensor; not copied.</param>
    /// <param name="input">The network's input.</param>
    /// <param name="classes">Its classes, 2 to 1,024.</param>
    /// <param name="offset">Where the tensor begins in its file, for faults; −1: not from a file.</param>
    /// <exception cref="ModelFormatException">Bytes that are no such set.</exception>
    internal AnchorSet(byte[] packed, InputShape input, int classes, long offset = -1)
    {
        if (packed.Length < HeadBytes)
            throw new ModelFormatException(offset, $"anchors of {packed.Length} bytes", $"at least {HeadBytes}");
        int count = BinaryPrimitives.ReadInt32LittleEndian(packed);
        CheckCount(count, input, offset);
        int start = HeadBytes + (LabelBytes * count);
        if (packed.Length <= start)
            throw new ModelFormatException(offset, $"anchors of {packed.Length} bytes", $"more than {start} for {count} labels and their pictures");
        (_packed, Input, Count) = (packed, input, count);
        for (int i = 0; i < count; i++)
            CheckLabel(Label(i), classes, i, offset < 0 ? -1 : offset + HeadBytes + (LabelBytes * i));
    }

    /// <summary>The network's input.</summary>
    public InputShape Input { get; }

    /// <summary>Anchors, 1 to <see cref="CountLimit"/>.</summary>
    public int Count { get; }

    /// <summary>Bytes of the packed set.</summary>
    public int Bytes => _packed.Length;

    /// <summary>The packed set from the first byte of the pictures on.</summary>
    internal MemoryStream Pictures => new(_packed, HeadBytes + (LabelBytes * Count), _packed.Length - HeadBytes - (LabelBytes * Count), writable: false);

    /// <summary>The anchors that a network carries; null: none.</summary>
    /// <exception cref="ModelFormatException">Bytes that are no such set; never of a definition that a file or a <see cref="Network"/> has.</exception>
    public static AnchorSet? Of(NetworkDefinition network)
    {
        ArgumentNullException.ThrowIfNull(network);
        return network.Anchors is { } packed ? new AnchorSet(packed, network.Input, network.Classes.Count) : null;
    }

    /// <summary>The class of an anchor.</summary>
    /// <param name="index">0 to <see cref="Count"/> − 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">No such anchor.</exception>
    public int Label(int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count, nameof(index));
        return BinaryPrimitives.ReadUInt16LittleEndian(_packed.AsSpan(HeadBytes + (LabelBytes * index)));
    }

    /// <summary>Begins to unpack at the first anchor. Any number of readers may be open.</summary>
    public AnchorReader Open() => new(this);

    /// <exception cref="ModelFormatException">None, more than <see cref="CountLimit"/> or pictures of more than <see cref="PictureBytesLimit"/>.</exception>
    internal static void CheckCount(int count, InputShape input, long offset)
    {
        if (count is < 1 or > CountLimit || (long)count * input.Length > PictureBytesLimit)
            throw new ModelFormatException(offset, $"{count} anchors of {input}", $"1 to {CountLimit}, of {PictureBytesLimit} bytes together at most");
    }

    /// <exception cref="ModelFormatException">Not one of the classes.</exception>
    internal static void CheckLabel(int label, int classes, int index, long offset)
    {
        if ((uint)label >= (uint)classes)
            throw new ModelFormatException(offset, $"the label {label} of anchor {index}", $"0 to {classes - 1}");
    }
}
