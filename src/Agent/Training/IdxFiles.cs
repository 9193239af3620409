using System.Buffers.Binary;
using System.IO.Compression;
using Inference;

namespace Agent.Training;

/// <summary>The idx format of MNIST (LeCun, "The MNIST database", section FILE FORMATS), plain or gz.</summary>
internal static class IdxFiles
{
    private const int ImagesMagic = 0x00000803;
    private const int LabelsMagic = 0x00000801;

    /// <summary>The pair of files of a part in a folder: <c>train-*</c> or, for test, <c>t10k-*</c>; null when there are none.</summary>
    public static (string Images, string Labels)? Find(string folder, string? part)
    {
        string prefix = part == "train" ? "train" : "t10k";
        string? images = Existing(Path.Combine(folder, $"{prefix}-images-idx3-ubyte"));
        string? labels = Existing(Path.Combine(folder, $"{prefix}-labels-idx1-ubyte"));
        return images is not null && labels is not null ? (images, labels) : null;
    }

    /// <summary>Reads a pair of files; label n is the network's class n; without classes any label will do.</summary>
    /// <exception cref="DataException">Not idx files, or not of this network's shape and classes.</exception>
    public static void Read((string Images, string Labels) pair, IReadOnlyList<string>? classes, InputShape shape, LabelledImages into)
    {
        byte[] images = Load(pair.Images, ImagesMagic, 16);
        byte[] labels = Load(pair.Labels, LabelsMagic, 8);
        int count = Number(images, 4), height = Number(images, 8), width = Number(images, 12);
        if (shape.Channels != 1)
            throw new DataException($"{pair.Images}: found grey pictures, the network takes {shape.Channels} channels");
        if (height != shape.Height || width != shape.Width)
            throw new DataException($"{pair.Images}: found pictures of {height}×{width}, the network takes {shape.Height}×{shape.Width}");
        if (count < 0 || images.Length != 16 + ((long)count * height * width) || labels.Length != 8 + (long)count)
            throw new DataException($"{pair.Images}: found {images.Length} bytes and {labels.Length} of labels, expected those of {count} pictures; is a file cut short?");
        for (int i = 0; i < count; i++)
        {
            int label = labels[8 + i];
            if (label >= classes?.Count)
                throw new DataException($"{pair.Labels}: found label {label} at picture {i}, the network has classes 0 to {classes.Count - 1}");
            into.Add(new LabelledImage(images.AsSpan(16 + (i * height * width), height * width).ToArray(), classes is null ? -1 : label, "idx"));
        }
    }

    private static string? Existing(string path) => File.Exists(path) ? path : File.Exists(path + ".gz") ? path + ".gz" : null;

    private static byte[] Load(string path, int magic, int header)
    {
        try
        {
            using Stream file = File.OpenRead(path);
            using Stream stream = path.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionMode.Decompress) : file;
            using MemoryStream memory = new();
            stream.CopyTo(memory);
            byte[] bytes = memory.ToArray();
            if (bytes.Length < header || Number(bytes, 0) != magic)
                throw new DataException($"{path}: found {(bytes.Length < 4 ? "no header" : $"magic 0x{Number(bytes, 0):X8}")}, expected 0x{magic:X8} of an idx file");
            return bytes;
        }
        catch (InvalidDataException fault)
        {
            throw new DataException($"{path}: not a gz file: {fault.Message}");
        }
    }

    private static int Number(byte[] bytes, int offset) => BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(offset));
}
