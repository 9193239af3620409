using System.Text;

namespace Optimizers.Chains;

/// <summary>A chain as bytes, little-endian: "VGMC0002", length of the body, body, 64-bit FNV-1a of the body.</summary>
internal static class ChainCheckpoint
{
    private const string Magic = "VGMC0002";

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
        file.Write(Fnv.Of<byte>(bytes));
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
        Expect("the hash", Fnv.Of<byte>(body).ToString("x16"), hash.ToString("x16"));
        using BinaryReader reader = new(new MemoryStream(body), Encoding.UTF8);
        try
        {
            Expect("the plan", reader.ReadString(), ChainText.Of(chain));
            ReadBody(reader, chain, body);
        }
        catch (Exception fault) when (fault is EndOfStreamException or FormatException or DecoderFallbackException)
        {
            throw new InvalidDataException("chain: the body ends too soon", fault);
        }
    }

    /// <summary>Text; R_n and samples kept; the weights and then those of the samples, as the risk packs them; all else.</summary>
    private static void WriteBody(BinaryWriter writer, Chain chain)
    {
        writer.Write(ChainText.Of(chain));
        writer.Write(chain.Risk);
        writer.Write(chain.Samples.Kept);
        writer.Write(StateOf(chain));
        for (int i = 0; i < chain.Samples.Count; i++)
            writer.Write(chain.Samples[i]);
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
    }

    private static void ReadBody(BinaryReader reader, Chain chain, ReadOnlySpan<byte> body)
    {
        long risk = reader.ReadInt64(), kept = reader.ReadInt64();
        int bytes = chain.RiskObject.StateBytes, count = chain.Samples.CountOf(kept), start = (int)reader.BaseStream.Position;
        long end = start + (bytes * (1L + count)), expected = end + RestBytes(chain);
        if (kept < 0 || body.Length != expected)
            throw new InvalidDataException($"chain: found a body of {body.Length} bytes with {kept} samples kept, expected one of {expected}");
        SetState(chain, body.Slice(start, bytes), risk);
        chain.Samples.Kept = kept;
        for (int i = 0; i < count; i++)
            body.Slice(start + (bytes * (1 + i)), bytes).CopyTo(chain.Samples[i]);
        reader.BaseStream.Position = end;
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

        Restore(chain);
    }

    /// <summary>What follows the weights.</summary>
    private static long RestBytes(Chain chain) => 20 + chain.Units.Most + 16 + (28L * chain.States.Sum(block => block.Length));

    private static byte[] StateOf(Chain chain)
    {
        byte[] state = new byte[chain.RiskObject.StateBytes];
        chain.RiskObject.CopyState(state);
        return state;
    }

    /// <summary>Takes over weights whose R_n is as it was when they were saved; else goes back.</summary>
    private static void SetState(Chain chain, ReadOnlySpan<byte> state, long risk)
    {
        byte[] before = StateOf(chain);
        chain.RiskObject.SetState(state);
        long found = chain.Risk;
        if (found == risk)
            return;
        chain.RiskObject.SetState(before);
        Restore(chain);
        throw new InvalidDataException($"chain: found a risk of {found} over this memory, expected {risk}: the chain was saved over another");
    }

    /// <summary>The visit goes on.</summary>
    private static void Restore(Chain chain)
    {
        if (chain.MovesLeft > 0)
            chain.RiskObject.Visit(chain.Block, chain.Unit);
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
}
