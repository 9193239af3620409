using System.Buffers.Binary;
using System.IO.Compression;
using Inference;
using Inference.Format;

namespace Optimizers.Learning.Guarding;

/// <summary>
/// Pictures with labels by the maker of a network, that new weights must not answer worse than the shipped ones; packed to be carried in its file.
/// </summary>
/// <remarks>
/// Packed: n (u32); n labels (u16); one Deflate stream (RFC 1951) of n pictures, <c>[Height × Width × Channels]</c> bytes each; little-endian.
/// Compressors differ from version to version, so the same set may pack to other bytes; it always unpacks to the same set.
/// </remarks>
public sealed class AnchorSet
{
    /// <summary>Most anchors.</summary>
    public const int CountLimit = 1 << 14;

    /// <summary>Most bytes of all pictures together: what a board can hold while it unpacks.</summary>
    public const int PictureBytesLimit = 1 << 26;

    private readonly ushort[] _labels;
    private readonly byte[] _pictures;

    /// <summary>Makes a set.</summary>
    /// <param name="input">The network's input.</param>
    /// <param name="classes">Its classes, 2 to 1,024.</param>
    /// <param name="labels">1 to <see cref="CountLimit"/>, each below the classes; copied.</param>
    /// <param name="pictures">As many, one after the other; at most <see cref="PictureBytesLimit"/>; copied.</param>
    /// <exception cref="ModelFormatException">A number out of its range, or bytes that do not fit.</exception>
    public AnchorSet(InputShape input, int classes, ReadOnlySpan<int> labels, ReadOnlySpan<byte> pictures)
    {
        CheckCount(input, labels.Length, -1);
        if (pictures.Length != (long)labels.Length * input.Length)
            throw new ModelFormatException(-1, $"anchors of {pictures.Length} bytes", $"{(long)labels.Length * input.Length}: {labels.Length} pictures of {input}");
        _labels = new ushort[labels.Length];
        for (int i = 0; i < labels.Length; i++)
            _labels[i] = CheckLabel(labels[i], classes, i, -1);
        (Input, Classes, _pictures) = (input, classes, pictures.ToArray());
    }

    private AnchorSet(InputShape input, int classes, ushort[] labels, byte[] pictures) => (Input, Classes, _labels, _pictures) = (input, classes, labels, pictures);

    /// <summary>The network's input.</summary>
    public InputShape Input { get; }

    /// <summary>Its classes.</summary>
    public int Classes { get; }

    /// <summary>Anchors.</summary>
    public int Count => _labels.Length;

    /// <summary>The class of an anchor.</summary>
    public int Label(int index) => _labels[index];

    /// <summary>The picture of an anchor, <c>[Height × Width × Channels]</c>.</summary>
    public ReadOnlySpan<byte> Picture(int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count, nameof(index));
        return _pictures.AsSpan(index * Input.Length, Input.Length);
    }

    /// <summary>The set as bytes.</summary>
    public byte[] Pack()
    {
        using MemoryStream packed = new();
        byte[] number = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(number, Count);
        packed.Write(number);
        foreach (ushort label in _labels)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(number, label);
            packed.Write(number, 0, 2);
        }

        using (DeflateStream deflate = new(packed, CompressionLevel.SmallestSize, leaveOpen: true))
            deflate.Write(_pictures);
        return packed.ToArray();
    }

    /// <summary>Reads a packed set. Holds at most the pictures' bytes and one more, however well the stream is packed.</summary>
    /// <param name="packed">The tensor.</param>
    /// <param name="input">The network's input.</param>
    /// <param name="classes">The network's classes.</param>
    /// <param name="offset">Where the tensor begins in its file, for messages.</param>
    /// <exception cref="ModelFormatException">Bytes that are no such set.</exception>
    public static AnchorSet Unpack(byte[] packed, InputShape input, int classes, long offset = 0)
    {
        ArgumentNullException.ThrowIfNull(packed);
        if (packed.Length < 4)
            throw new ModelFormatException(offset, $"anchors of {packed.Length} bytes", "at least 4");
        int count = BinaryPrimitives.ReadInt32LittleEndian(packed);
        CheckCount(input, count, offset);
        int start = 4 + (2 * count);
        if (packed.Length < start)
            throw new ModelFormatException(offset, $"anchors of {packed.Length} bytes", $"at least {start} for {count} labels");
        ushort[] labels = new ushort[count];
        for (int i = 0; i < count; i++)
            labels[i] = CheckLabel(BinaryPrimitives.ReadUInt16LittleEndian(packed.AsSpan(4 + (2 * i))), classes, i, offset + 4 + (2 * i));
        return new AnchorSet(input, classes, labels, Inflate(packed, start, count * input.Length, offset + start));
    }

    private static byte[] Inflate(byte[] packed, int start, int length, long offset)
    {
        byte[] pictures = new byte[length];
        using DeflateStream inflate = new(new MemoryStream(packed, start, packed.Length - start, false), CompressionMode.Decompress);
        try
        {
            int found = inflate.ReadAtLeast(pictures, length, throwOnEndOfStream: false);
            if (found != length)
                throw new ModelFormatException(offset, $"pictures of anchors of {found} bytes", $"{length}");
            if (inflate.ReadByte() >= 0)
                throw new ModelFormatException(offset, $"pictures of anchors of more than {length} bytes", $"{length}");
        }
        catch (InvalidDataException fault)
        {
            throw new ModelFormatException(offset, $"pictures of anchors that do not unpack ({fault.Message})", "a Deflate stream");
        }

        return pictures;
    }

    private static void CheckCount(InputShape input, int count, long offset)
    {
        if (count is < 1 or > CountLimit || (long)count * input.Length > PictureBytesLimit)
            throw new ModelFormatException(offset, $"{count} anchors of {input}", $"1 to {CountLimit}, of {PictureBytesLimit} bytes together at most");
    }

    private static ushort CheckLabel(int label, int classes, int index, long offset)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(classes, NetworkBounds.Classes);
        return (uint)label < (uint)classes
            ? (ushort)label
            : throw new ModelFormatException(offset, $"the label {label} of anchor {index}", $"0 to {classes - 1}");
    }
}
