using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using Inference.Kernels;

namespace Inference.Format;

/// <summary>Reads and writes the file of docs/model-format.md; refuses with a reason, never gives half a network.</summary>
public static class ModelFile
{
    /// <summary>Every tensor starts at a multiple of this.</summary>
    internal const int Alignment = 64;

    /// <summary>The longest header.</summary>
    internal const int LongestHeader = 1 << 20;

    /// <summary>The longest file: 2,048 channels of 3×3 in every layer would not fill it.</summary>
    internal const int LongestFile = 1 << 30;

    /// <summary>What stands for the digest while the digest is taken.</summary>
    private static readonly string NoDigest = new('0', 64);

    /// <summary>Writes a network.</summary>
    /// <param name="network">
    /// What to write; checked first, so that nothing is written that <see cref="Read(ReadOnlySpan{byte})"/> would refuse.
    /// </param>
    /// <param name="output">Where to; left open.</param>
    /// <exception cref="ModelFormatException">The definition contradicts itself.</exception>
    /// <exception cref="IOException">The stream cannot be written.</exception>
    public static void Write(NetworkDefinition network, Stream output)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(output);
        _ = new Network(network, KernelCatalog.Choose(PortableKernels.Name));
        TensorWriter tensors = new();
        TensorWalk.Walk(network, tensors);
        if (network.Anchors is { } anchors)
            tensors.Visit(TensorNames.Anchors, anchors, [anchors.Length]);
        byte[] header = Header(network, tensors.Entries);
        if (header.Length > LongestHeader)
            throw new ModelFormatException(-1, $"a header of {header.Length} bytes", $"shorter names and notes: at most {LongestHeader}");

        byte[] length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
        Sha256 hash = new();
        hash.Append(length);
        hash.Append(header);
        hash.Append(tensors.Data);
        ReadOnlySpan<byte> key = "\"sha256\":\""u8;
        Encoding.ASCII.GetBytes(hash.Finish(), header.AsSpan(header.AsSpan().IndexOf(key) + key.Length));
        output.Write(length);
        output.Write(header);
        output.Write(tensors.Data);
    }

    /// <summary>Reads a network.</summary>
    /// <param name="input">The file from its first byte; read to its end.</param>
    /// <returns>A definition that <see cref="Network"/> accepts.</returns>
    /// <exception cref="ModelFormatException">The file is damaged or contradicts itself.</exception>
    /// <exception cref="IOException">The stream cannot be read.</exception>
    public static NetworkDefinition Read(Stream input)
    {
        ArgumentNullException.ThrowIfNull(input);
        using MemoryStream memory = new();
        byte[] chunk = new byte[1 << 16];
        for (int read = input.Read(chunk); read > 0; read = input.Read(chunk))
        {
            if (memory.Length + read > LongestFile)
                throw TooLong(memory.Length + read);
            memory.Write(chunk, 0, read);
        }

        return Read(memory.GetBuffer().AsSpan(0, (int)memory.Length));
    }

    /// <summary>Reads a network.</summary>
    /// <param name="file">The whole file.</param>
    /// <returns>A definition that <see cref="Network"/> accepts.</returns>
    /// <exception cref="ModelFormatException">The file is damaged or contradicts itself.</exception>
    public static NetworkDefinition Read(ReadOnlySpan<byte> file)
    {
        if (file.Length < 8)
            throw new ModelFormatException(0, $"{file.Length} bytes", "8 bytes of header length");
        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(file);
        if (length > LongestHeader || (int)length > file.Length - 8 || (length + 8) % Alignment != 0)
        {
            throw new ModelFormatException(
                0, $"a header of {length} bytes", $"at most {Math.Min(LongestHeader, file.Length - 8)}, a multiple of {Alignment} less 8");
        }

        ModelHeader header = HeaderReader.Read(file.Slice(8, (int)length), 8);
        (string graph, long graphOffset) = CheckMetadata(header);
        NetworkDefinition network = GraphReader.Read(graph, graphOffset);
        ReadOnlySpan<byte> data = file[(8 + (int)length)..];
        ModelLayout.Check(header.Tensors, data, 8 + (long)length);
        CheckDigest(file, header.Metadata["sha256"]);
        TensorLoader loader = new(data.ToArray(), header.Tensors, graphOffset);
        network = loader.WithAnchors(TensorWalk.Walk(network, loader), 8 + (long)length);
        loader.NoMore();
        return Checked(network, graphOffset);
    }

    /// <summary>Reads a file into memory, refusing one that cannot be a model by its size alone.</summary>
    internal static byte[] Load(string path)
    {
        using FileStream stream = File.OpenRead(path);
        if (stream.Length > LongestFile)
            throw TooLong(stream.Length);
        byte[] file = new byte[stream.Length];
        stream.ReadExactly(file);
        return file;
    }

    private static ModelFormatException TooLong(long length) => new(LongestFile, $"{length} bytes or more", $"at most {LongestFile}");

    /// <summary>A network is built and thrown away: what does not fit together is found here, with the place of the graph.</summary>
    private static NetworkDefinition Checked(NetworkDefinition network, long graphOffset)
    {
        try
        {
            _ = new Network(network, KernelCatalog.Choose(PortableKernels.Name));
            return network;
        }
        catch (ModelFormatException fault)
        {
            throw new ModelFormatException(graphOffset, fault.Found, fault.Expected);
        }
    }

    private static (string Graph, long Offset) CheckMetadata(ModelHeader header)
    {
        string[] keys = ["format", "graph", "sha256", "version"];
        if (!header.Metadata.Keys.Order(StringComparer.Ordinal).SequenceEqual(keys))
            throw new ModelFormatException(8, $"metadata \"{string.Join("\", \"", header.Metadata.Keys)}\"", string.Join(", ", keys));
        (string format, long formatOffset) = header.Metadata["format"];
        if (format != "vigie")
            throw new ModelFormatException(formatOffset, $"the format \"{format}\"", "vigie");
        (string version, long versionOffset) = header.Metadata["version"];
        if (version != "1")
            throw new ModelFormatException(versionOffset, $"version \"{version}\"", "1, the version this program reads");
        return header.Metadata["graph"];
    }

    private static void CheckDigest(ReadOnlySpan<byte> file, (string Value, long Offset) digest)
    {
        // Compared in the raw file: digits written as escapes would not be where the zeros are put.
        int start = (int)digest.Offset + 1;
        ReadOnlySpan<byte> raw = file.Slice(start, Math.Min(64, file.Length - start));
        if (digest.Value.Length != 64 || !raw.SequenceEqual(Encoding.UTF8.GetBytes(digest.Value)))
            throw new ModelFormatException(digest.Offset, $"the digest \"{digest.Value}\"", "64 hex digits");
        Sha256 hash = new();
        hash.Append(file[..start]);
        hash.Append(Encoding.ASCII.GetBytes(NoDigest));
        hash.Append(file[(start + 64)..]);
        string found = hash.Finish();
        if (found != digest.Value)
            throw new ModelFormatException(digest.Offset, $"content of SHA-256 {found}", $"{digest.Value}: the file is damaged or changed");
    }

    private static byte[] Header(NetworkDefinition network, List<(string Name, TensorEntry Entry)> tensors)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter json = new(buffer, GraphWriter.Options))
        {
            json.WriteStartObject();
            json.WriteStartObject("__metadata__");
            json.WriteString("format", "vigie");
            json.WriteString("version", "1");
            json.WriteString("sha256", NoDigest);
            json.WriteString("graph", GraphWriter.Write(network));
            json.WriteEndObject();
            foreach ((string name, TensorEntry entry) in tensors)
                Write(json, name, entry);
            json.WriteEndObject();
        }

        int length = (buffer.WrittenCount + 8 + Alignment - 1) / Alignment * Alignment - 8;
        byte[] header = new byte[length];
        header.AsSpan().Fill((byte)' ');
        buffer.WrittenSpan.CopyTo(header);
        return header;
    }

    private static void Write(Utf8JsonWriter json, string name, TensorEntry entry)
    {
        json.WriteStartObject(name);
        json.WriteString("dtype", entry.Type);
        json.WriteStartArray("shape");
        foreach (long size in entry.Shape)
            json.WriteNumberValue(size);
        json.WriteEndArray();
        json.WriteStartArray("data_offsets");
        json.WriteNumberValue(entry.Begin);
        json.WriteNumberValue(entry.End);
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
