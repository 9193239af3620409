using System.Buffers.Binary;
using System.IO.Compression;
using System.Runtime.CompilerServices;

namespace Optimizers.Tests.Chains;

/// <summary>MNIST for the figures of the documentation; where its files are absent, the test that asks is skipped.</summary>
internal static class SomeDigits
{
    /// <summary>Pixels of the first pictures, 28 × 28 bytes each.</summary>
    /// <param name="part"><c>train</c> or <c>t10k</c>.</param>
    /// <param name="count">How many.</param>
    public static byte[] Images(string part, int count) => Read($"{part}-images", 16, count * 784);

    /// <summary>Labels of the first pictures.</summary>
    public static byte[] Labels(string part, int count) => Read($"{part}-labels", 8, count);

    private static byte[] Read(string name, int header, int count, [CallerFilePath] string here = "")
    {
        string folder = Path.Combine(Path.GetDirectoryName(here)!, "../../../../shared/data/mnist");
        string path = Path.Combine(folder, $"{name}-idx{(header == 16 ? 3 : 1)}-ubyte.gz");
        Assert.SkipUnless(File.Exists(path), $"{path} is absent");
        using GZipStream stream = new(File.OpenRead(path), CompressionMode.Decompress);
        byte[] head = new byte[header], bytes = new byte[count];
        stream.ReadExactly(head);
        Assert.Equal(header == 16 ? 2051 : 2049, BinaryPrimitives.ReadInt32BigEndian(head));
        stream.ReadExactly(bytes);
        return bytes;
    }
}
