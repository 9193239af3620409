using System.Buffers.Binary;
using System.Text;
using Optimizers.Chains;

namespace Optimizers.Learning.Memory;

/// <summary>
/// The bytes of a log, little-endian: "VGSM0001", then frames: length of the record (32 bits), check of the length (32), record, hash (64). Hashes are FNV-1a
/// over all that comes before them, so that no frame can stand where another was written.
/// </summary>
internal static class LogFrames
{
    /// <summary>Bytes of a frame beside its record.</summary>
    public const int Overhead = HeadBytes + sizeof(ulong);

    private const int HeadBytes = 8;
    private const string Magic = "VGSM0001";

    /// <summary>A file of these records.</summary>
    public static (byte[] File, ulong Hash) Of(IEnumerable<byte[]> records)
    {
        MemoryStream file = new();
        file.Write(Encoding.ASCII.GetBytes(Magic));
        ulong hash = Start;
        foreach (byte[] record in records)
            file.Write(Frame(record, ref hash));
        return (file.ToArray(), hash);
    }

    /// <summary>The frame of a record.</summary>
    /// <param name="record">At least one byte.</param>
    /// <param name="hash">Of all before; then of this, too.</param>
    public static byte[] Frame(byte[] record, ref ulong hash)
    {
        byte[] frame = new byte[record.Length + Overhead];
        BinaryPrimitives.WriteInt32LittleEndian(frame, record.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(frame.AsSpan(4), CheckOf(frame, hash));
        record.CopyTo(frame, HeadBytes);
        hash = HashOf(frame, record, hash);
        BinaryPrimitives.WriteUInt64LittleEndian(frame.AsSpan(HeadBytes + record.Length), hash);
        return frame;
    }

    /// <summary>Reads all whole frames. What an append leaves that was cut – a part of a frame, or zeros in place of its bytes – is no damage.</summary>
    /// <param name="file">All of it.</param>
    /// <param name="records">Where they go.</param>
    /// <returns>
    /// Bytes up to the end of the last whole frame, the hash there, and where it is no cut that ends them but damage, what was found and expected. Even a cut can
    /// look so: a disk may have written the second page of an append and not the first.
    /// </returns>
    /// <exception cref="InvalidDataException">Not such a file at all.</exception>
    public static (int Length, ulong Hash, string? Damage) Read(ReadOnlySpan<byte> file, List<byte[]> records)
    {
        string magic = Encoding.Latin1.GetString(file[..Math.Min(file.Length, Magic.Length)]);
        if (magic != Magic)
            throw new InvalidDataException($"found the version \"{magic}\", expected \"{Magic}\"");
        int at = Magic.Length;
        ulong hash = Start;
        while (file.Length - at >= HeadBytes)
        {
            ReadOnlySpan<byte> rest = file[at..];
            uint check = BinaryPrimitives.ReadUInt32LittleEndian(rest[4..]), expected = CheckOf(rest, hash);
            if (check != expected)
            {
                if (rest[HeadBytes..].ContainsAnyExcept((byte)0))
                    return (at, hash, $"found the length check {check:x8} at byte {at}, expected {expected:x8}");
                break;
            }

            int length = BinaryPrimitives.ReadInt32LittleEndian(rest);
            if (length < 0 || rest.Length - Overhead < length)
                break;
            ReadOnlySpan<byte> record = rest.Slice(HeadBytes, length);
            ulong found = BinaryPrimitives.ReadUInt64LittleEndian(rest[(HeadBytes + length)..]), next = HashOf(rest, record, hash);
            if (found != next)
            {
                if (rest.Length > length + Overhead)
                    return (at, hash, $"found the hash {found:x16} of the record at byte {at}, expected {next:x16}");
                break;
            }

            records.Add(record.ToArray());
            hash = next;
            at += length + Overhead;
        }

        return (at, hash, null);
    }

    private static ulong Start => Fnv.Of<byte>(Encoding.ASCII.GetBytes(Magic));

    private static uint CheckOf(ReadOnlySpan<byte> head, ulong hash) => (uint)(Fnv.Of(head[..4], hash) >> 32);

    private static ulong HashOf(ReadOnlySpan<byte> head, ReadOnlySpan<byte> record, ulong hash) => Fnv.Of(record, Fnv.Of(head[..4], hash));
}
