using System.Text;

namespace Optimizers.Learning.Memory;

/// <summary>A sample of the memory.</summary>
/// <param name="Sequence">How many were accepted before it: which of two is newer, whatever the clock says.</param>
/// <param name="Label">Class index.</param>
/// <param name="Source">Where the label came from.</param>
/// <param name="Event">Id of the event; empty: none. At most <see cref="MostEventBytes"/> bytes of UTF-8.</param>
/// <param name="Time">Unix seconds; only for reports.</param>
/// <param name="Loss">At insertion or at the last scoring, 1/65536 nats, not negative.</param>
/// <param name="Packed">The map, as <see cref="MapPacking"/> packs it.</param>
public sealed record LabelledSample(ulong Sequence, byte Label, LabelSource Source, string Event, long Time, int Loss, byte[] Packed)
{
    /// <summary>So that the length of an id is one byte.</summary>
    public const int MostEventBytes = 64;

    private const int FixedBytes = sizeof(ulong) + 2 + 1 + sizeof(long) + sizeof(int) + sizeof(int);

    /// <summary>What it counts against the bound of the memory: its bytes in the file, less the frame's.</summary>
    public int Bytes => FixedBytes + Encoding.UTF8.GetByteCount(Event) + Packed.Length;

    /// <summary>Writes <see cref="Bytes"/> bytes.</summary>
    internal void Write(BinaryWriter writer)
    {
        writer.Write(Sequence);
        writer.Write(Label);
        writer.Write((byte)Source);
        writer.Write(Event);
        writer.Write(Time);
        writer.Write(Loss);
        writer.Write(Packed.Length);
        writer.Write(Packed);
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="EndOfStreamException">There is less.</exception>
    internal static LabelledSample Read(BinaryReader reader)
    {
        ulong sequence = reader.ReadUInt64();
        byte label = reader.ReadByte();
        LabelSource source = (LabelSource)reader.ReadByte();
        string name = reader.ReadString();
        long time = reader.ReadInt64();
        int loss = reader.ReadInt32(), length = reader.ReadInt32();
        long left = reader.BaseStream.Length - reader.BaseStream.Position;
        if (length < 0 || length > left)
            throw new EndOfStreamException($"found {left} bytes, expected a map of {length}");
        return new LabelledSample(sequence, label, source, name, time, loss, reader.ReadBytes(length));
    }
}
