using System.Text;

namespace Optimizers.Learning.Memory;

/// <summary>The records of a log: a byte that says which, then its fields, little-endian.</summary>
internal static class MemoryRecords
{
    private const byte BeginKind = 0, SampleKind = 1, LossKind = 2;

    /// <summary>The first record of a file.</summary>
    public static byte[] Begin(MemoryOptions options, ulong next) => Record(BeginKind, writer =>
    {
        writer.Write(options.Description);
        writer.Write(next);
    });

    /// <summary>A sample that comes and those that leave for it.</summary>
    public static byte[] Sample(LabelledSample sample, MemoryPart part, IReadOnlyList<ulong> leaving) => Record(SampleKind, writer =>
    {
        writer.Write((byte)part);
        sample.Write(writer);
        writer.Write(leaving.Count);
        foreach (ulong sequence in leaving)
            writer.Write(sequence);
    });

    /// <summary>Losses of samples of a part.</summary>
    public static byte[] Losses(MemoryPart part, IReadOnlyList<(ulong Sequence, int Loss)> losses) => Record(LossKind, writer =>
    {
        writer.Write((byte)part);
        writer.Write(losses.Count);
        foreach ((ulong sequence, int loss) in losses)
        {
            writer.Write(sequence);
            writer.Write(loss);
        }
    });

    /// <summary>Does to an empty memory what the records say.</summary>
    /// <exception cref="InvalidDataException">They are no records of such a memory.</exception>
    public static void Replay(IReadOnlyList<byte[]> records, MemoryOptions options, SampleParts parts)
    {
        for (int i = 0; i < records.Count; i++)
        {
            using BinaryReader reader = new(new MemoryStream(records[i]), Encoding.UTF8);
            try
            {
                Replay(reader, i, options, parts);
            }
            catch (Exception fault) when (fault is EndOfStreamException or FormatException or ArgumentException)
            {
                throw new InvalidDataException($"record {i}: {fault.Message}", fault);
            }
        }

        if (records.Count == 0)
            throw new InvalidDataException("found no record, expected at least one");
    }

    private static void Replay(BinaryReader reader, int index, MemoryOptions options, SampleParts parts)
    {
        byte kind = reader.ReadByte();
        if ((kind == BeginKind) != (index == 0) || kind > LossKind)
            throw new InvalidDataException($"found a record of kind {kind} at place {index}");
        if (kind == BeginKind)
        {
            string found = reader.ReadString();
            if (found != options.Description)
                throw new InvalidDataException($"found samples of {found}; expected {options.Description}");
            parts.Next = reader.ReadUInt64();
            return;
        }

        byte number = reader.ReadByte();
        if (number > (byte)MemoryPart.Guard)
            throw new InvalidDataException($"record {index}: found part {number}, expected 0 or 1");
        SamplePart part = parts[(MemoryPart)number];
        if (kind == SampleKind)
        {
            LabelledSample sample = LabelledSample.Read(reader);
            if (sample.Label >= options.Classes || sample.Source > LabelSource.Simulator || sample.Loss < 0)
                throw new InvalidDataException($"record {index}: found label {sample.Label}, source {sample.Source} and loss {sample.Loss}");
            options.Packing.Unpack(sample.Packed, parts.Scratch);
            for (int left = reader.ReadInt32(); left > 0; left--)
                Expect(part.Remove(reader.ReadUInt64()), index);
            part.Add(sample);
            parts.Next = Math.Max(parts.Next, sample.Sequence + 1);
        }
        else
        {
            for (int left = reader.ReadInt32(); left > 0; left--)
                Expect(part.Score(reader.ReadUInt64(), reader.ReadInt32()), index);
        }
    }

    private static void Expect(bool isHeld, int index)
    {
        if (!isHeld)
            throw new InvalidDataException($"record {index}: found the number of a sample that is not held");
    }

    private static byte[] Record(byte kind, Action<BinaryWriter> write)
    {
        MemoryStream stream = new();
        using BinaryWriter writer = new(stream, Encoding.UTF8);
        writer.Write(kind);
        write(writer);
        writer.Flush();
        return stream.ToArray();
    }
}
