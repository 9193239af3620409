using System.Runtime.InteropServices;
using System.Text;
using Optimizers.Chains.Stages;

namespace Optimizers.Chains;

/// <summary>A chain as bytes, little-endian: "VGMC0001", length of the body, body, 64-bit FNV-1a of the body.</summary>
internal static class ChainCheckpoint
{
    private const string Magic = "VGMC0001";

    /// <summary>No chain is longer.</summary>
    private const long MostBytes = int.MaxValue / 2;

    /// <summary>Bytes read at once, so that a wrong length asks for no more room than the file has bytes.</summary>
    private const int Chunk = 1 << 20;

    /// <summary>Writes a chain.</summary>
    public static void Write(Stream stream, Chain chain)
    {
        using MemoryStream body = new();
        using (BinaryWriter writer = new(body, Encoding.UTF8, leaveOpen: true))
            WriteBody(writer, chain);
        byte[] bytes = body.ToArray();
        using BinaryWriter file = new(stream, Encoding.UTF8, leaveOpen: true);
        file.Write(Encoding.ASCII.GetBytes(Magic));
        file.Write((long)bytes.Length);
        file.Write(bytes);
        file.Write(Hash(bytes));
    }

    /// <summary>Reads a chain; it is changed only when all of the file fits it.</summary>
    /// <exception cref="InvalidDataException">The file is damaged, or of another chain.</exception>
    public static void Read(Stream stream, Chain chain)
    {
        byte[] magic = ReadBytes(stream, Magic.Length, "the version");
        Expect("the version", Encoding.Latin1.GetString(magic), Magic);
        long length = BitConverter.ToInt64(ReadBytes(stream, 8, "the length"));
        if (length is < 0 or > MostBytes)
            throw new InvalidDataException($"chain: found a length of {length}, expected at most {MostBytes}");
        byte[] body = ReadBytes(stream, (int)length, "the body");
        ulong hash = BitConverter.ToUInt64(ReadBytes(stream, 8, "the hash"));
        Expect("the hash", Hash(body).ToString("x16"), hash.ToString("x16"));
        using BinaryReader reader = new(new MemoryStream(body), Encoding.UTF8);
        try
        {
            Expect("the plan", reader.ReadString(), ChainText.Of(chain));
            ReadBody(reader, chain);
        }
        catch (Exception fault) when (fault is EndOfStreamException or FormatException or DecoderFallbackException)
        {
            throw new InvalidDataException("chain: the body ends too soon", fault);
        }
    }

    private static void WriteBody(BinaryWriter writer, Chain chain)
    {
        writer.Write(ChainText.Of(chain));
        writer.Write(chain.Risk);
        Write(writer, chain.Weights);
        writer.Write(chain.Steps);
        writer.Write(chain.Block);
        writer.Write(chain.Unit);
        writer.Write(chain.MovesLeft);
        for (int unit = 0; unit < chain.Units.Most; unit++)
            writer.Write(chain.Units[unit]);
        writer.Write(chain.JumpsProposed);
        writer.Write(chain.JumpsAccepted);
        foreach (LawState state in chain.States.SelectMany(block => block))
        {
            writer.Write(state.Size);
            writer.Write(state.Proposed);
            writer.Write(state.Accepted);
            writer.Write(state.Tried);
            writer.Write(state.Taken);
        }

        writer.Write(chain.Samples.Kept);
        for (int i = 0; i < chain.Samples.Count; i++)
            Write(writer, chain.Samples[i]);
    }

    private static void ReadBody(BinaryReader reader, Chain chain)
    {
        long risk = reader.ReadInt64();
        StageWeights saved = chain.Weights.Copy(), before = chain.Weights.Copy();
        Read(reader, saved);
        ChainWeights.Set(chain.RiskObject, saved);
        if (chain.Risk != risk)
        {
            long found = chain.Risk;
            ChainWeights.Set(chain.RiskObject, before);
            Restore(chain);
            throw new InvalidDataException($"chain: found a risk of {found} over this memory, expected {risk}: the chain was saved over another");
        }

        chain.Steps = reader.ReadInt64();
        chain.Block = reader.ReadInt32();
        chain.Unit = reader.ReadInt32();
        chain.MovesLeft = reader.ReadInt32();
        for (int unit = 0; unit < chain.Units.Most; unit++)
            chain.Units.Turn(unit, reader.ReadBoolean());
        long proposed = reader.ReadInt64(), accepted = reader.ReadInt64();
        if (chain.Jumps is { } jumps)
            (jumps.Proposed, jumps.Accepted) = (proposed, accepted);
        foreach (LawState state in chain.States.SelectMany(block => block))
        {
            state.Size = reader.ReadInt32();
            state.Proposed = reader.ReadInt64();
            state.Accepted = reader.ReadInt64();
            state.Tried = reader.ReadInt32();
            state.Taken = reader.ReadInt32();
        }

        chain.Samples.Kept = reader.ReadInt64();
        for (int i = 0; i < chain.Samples.Count; i++)
            Read(reader, chain.Samples[i]);
        Restore(chain);
    }

    /// <summary>The visit goes on.</summary>
    private static void Restore(Chain chain)
    {
        if (chain.MovesLeft > 0)
            chain.RiskObject.Visit(chain.Block, chain.Unit);
    }

    /// <summary>Writes weights as they lie in memory.</summary>
    internal static void Write(BinaryWriter writer, StageWeights weights)
    {
        for (int block = 0; block < weights.Shape.Blocks; block++)
            writer.Write(MemoryMarshal.AsBytes(weights.Block(block)));
    }

    /// <summary>Reads what <see cref="Write(BinaryWriter, StageWeights)"/> wrote.</summary>
    internal static void Read(BinaryReader reader, StageWeights weights)
    {
        for (int block = 0; block < weights.Shape.Blocks; block++)
            reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(weights.Block(block)));
    }

    private static byte[] ReadBytes(Stream stream, int count, string what)
    {
        byte[] bytes = [];
        int found = 0;
        while (found < count)
        {
            int wanted = Math.Min(Chunk, count - found);
            Array.Resize(ref bytes, found + wanted);
            int read = stream.ReadAtLeast(bytes.AsSpan(found), wanted, throwOnEndOfStream: false);
            found += read;
            if (read < wanted)
                throw new InvalidDataException($"chain: found {found} bytes of {what}, expected {count}: the file is cut short");
        }

        return bytes;
    }

    private static void Expect(string what, string found, string expected)
    {
        if (found != expected)
            throw new InvalidDataException($"chain: of {what}, found {found}, expected {expected}");
    }

    /// <summary>FNV-1a (Fowler, Noll and Vo), 64 bits: any single changed byte changes it.</summary>
    private static ulong Hash(ReadOnlySpan<byte> bytes)
    {
        ulong hash = 0xCBF29CE484222325;
        foreach (byte value in bytes)
            hash = (hash ^ value) * 0x100000001B3;
        return hash;
    }
}
