using System.Buffers.Binary;
using System.IO.Compression;
using Inference;

namespace Benchmarks.Comparing;

/// <summary>Pictures and labels of idx files (LeCun 1998), by gzip.</summary>
/// <param name="Images"><c>[picture][row · column]</c>.</param>
/// <param name="Labels">Class of each.</param>
internal sealed record IdxData(byte[][] Images, byte[] Labels)
{
    /// <summary>Reads one part, "train" or "t10k", from a folder.</summary>
    public static IdxData Read(string folder, string part)
    {
        byte[] images = Unpacked(Path.Combine(folder, part + "-images-idx3-ubyte.gz")), labels = Unpacked(Path.Combine(folder, part + "-labels-idx1-ubyte.gz"));
        int count = BinaryPrimitives.ReadInt32BigEndian(images.AsSpan(4));
        int length = BinaryPrimitives.ReadInt32BigEndian(images.AsSpan(8)) * BinaryPrimitives.ReadInt32BigEndian(images.AsSpan(12));
        return new IdxData([.. Enumerable.Range(0, count).Select(i => images.AsSpan(16 + (i * length), length).ToArray())], labels[8..]);
    }

    /// <summary>So many pictures, the classes in turn, shuffled by a seed.</summary>
    public IdxData Some(int count, ulong seed)
    {
        SplitMix random = new(seed);
        int[] order = [.. Enumerable.Range(0, Images.Length)];
        random.Shuffle<int>(order);
        int[] chosen = [.. order.GroupBy(i => Labels[i]).SelectMany(members => members.Select((index, turn) => (index, turn)))
            .OrderBy(one => one.turn).Take(count).Select(one => one.index)];
        return new IdxData([.. chosen.Select(i => Images[i])], [.. chosen.Select(i => Labels[i])]);
    }

    private static byte[] Unpacked(string path)
    {
        using GZipStream stream = new(File.OpenRead(path), CompressionMode.Decompress);
        using MemoryStream all = new();
        stream.CopyTo(all);
        return all.ToArray();
    }
}
