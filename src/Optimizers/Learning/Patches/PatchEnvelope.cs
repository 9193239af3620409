using System.Buffers.Binary;
using Optimizers.Chains;

namespace Optimizers.Learning.Patches;

/// <summary>The parts of a patch file, not yet understood; docs/patch-format.md.</summary>
/// <param name="Base">16 hex digits.</param>
/// <param name="Result">16 hex digits.</param>
/// <param name="Provenance">JSON in UTF-8; empty: none.</param>
/// <param name="Changes">The code of <see cref="ChangesCoder"/>.</param>
/// <param name="Signature">Null: none.</param>
internal sealed record PatchEnvelope(string Base, string Result, byte[] Provenance, byte[] Changes, PatchSignature? Signature)
{
    /// <summary>Bytes of a hash: an error is seen with probability 1 − 2⁻⁶⁴; against forgers there is the signature.</summary>
    public const int HashBytes = 8;

    /// <summary>Hex digits of a hash.</summary>
    public const int HashDigits = 2 * HashBytes;

    /// <summary>Bytes of a signature.</summary>
    public const int SignatureBytes = 64;

    private const byte Version = 1;
    private const byte Signed = 0x80;
    private const int Head = 3 + (2 * HashBytes);
    private const int Checksum = 4;

    /// <summary>Reads the parts.</summary>
    /// <exception cref="PatchException">Not a patch, of another version, or damaged.</exception>
    public static PatchEnvelope Read(ReadOnlySpan<byte> file)
    {
        if (file.Length is < Head + 1 + Checksum or > PatchBounds.Bytes)
            throw new PatchException($"{file.Length} bytes", $"{Head + 1 + Checksum} to {PatchBounds.Bytes}");
        if (!file.StartsWith("VP"u8))
            throw new PatchException($"the bytes {Convert.ToHexStringLower(file[..2])} at the start", "5650 (VP)");
        if ((file[2] & ~Signed) != Version)
            throw new PatchException($"version {file[2] & ~Signed}", $"{Version}, the version this program reads");
        uint sum = Sum(file[..^Checksum]), stated = BinaryPrimitives.ReadUInt32LittleEndian(file[^Checksum..]);
        if (sum != stated)
            throw new PatchException($"content of checksum {sum:x8}", $"{stated:x8}: the patch is damaged or cut short");
        int end = file.Length - Checksum, next = Head;
        PatchSignature? signature = null;
        if ((file[2] & Signed) != 0)
        {
            end -= HashBytes + SignatureBytes;
            if (end <= Head)
                throw new PatchException($"{file.Length} bytes", "a signature");
            signature = new PatchSignature(Convert.ToHexStringLower(file.Slice(end, HashBytes)), file.Slice(end + HashBytes, SignatureBytes).ToArray());
        }

        int provenance = ReadLength(file[..end], ref next);
        if (provenance > Math.Min(PatchBounds.ProvenanceBytes, end - next))
            throw new PatchException($"a provenance of {provenance} bytes", $"at most {Math.Min(PatchBounds.ProvenanceBytes, end - next)}");
        return new PatchEnvelope(
            Convert.ToHexStringLower(file.Slice(3, HashBytes)), Convert.ToHexStringLower(file.Slice(3 + HashBytes, HashBytes)),
            file.Slice(next, provenance).ToArray(), file[(next + provenance)..end].ToArray(), signature);
    }

    /// <summary>The file.</summary>
    public byte[] ToBytes()
    {
        byte[] message = Message();
        byte[] file = [.. message, .. Signature?.Bytes ?? [], 0, 0, 0, 0];
        if (file.Length > PatchBounds.Bytes)
            throw new PatchException($"{file.Length} bytes", $"at most {PatchBounds.Bytes}");
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan()[^Checksum..], Sum(file.AsSpan()[..^Checksum]));
        return file;
    }

    /// <summary>All bytes before the signature, or the checksum where there is none.</summary>
    public byte[] Message()
    {
        List<byte> bytes = [.. "VP"u8, (byte)(Version | (Signature is null ? 0 : Signed)), .. Convert.FromHexString(Base), .. Convert.FromHexString(Result)];
        for (int length = Provenance.Length; ; length >>= 7)
        {
            bytes.Add((byte)((length & 0x7F) | (length > 0x7F ? 0x80 : 0)));
            if (length <= 0x7F)
                break;
        }

        bytes.AddRange(Provenance);
        bytes.AddRange(Changes);
        if (Signature is not null)
            bytes.AddRange(Convert.FromHexString(Signature.Key));
        return [.. bytes];
    }

    /// <summary>7 bits a byte, lowest first, the highest bit says that more follow; at most 3 bytes, the last not 0 but of length 0.</summary>
    private static int ReadLength(ReadOnlySpan<byte> file, ref int next)
    {
        int length = 0;
        for (int shift = 0; shift < 21 && next < file.Length; shift += 7)
        {
            byte part = file[next++];
            length |= (part & 0x7F) << shift;
            if (part <= 0x7F)
                return part == 0 && shift > 0 ? throw new PatchException("a length ending in 0", "its shortest form") : length;
        }

        throw new PatchException("a length without end", "at most 3 bytes");
    }

    /// <summary>FNV-1a, its two halves added bit by bit.</summary>
    private static uint Sum(ReadOnlySpan<byte> bytes)
    {
        ulong hash = Fnv.Of(bytes);
        return (uint)(hash ^ (hash >> 32));
    }
}
