using System.Runtime.InteropServices;

namespace Optimizers.Chains;

/// <summary>Arrays of weights as bytes, one after the other, 16 bits a weight, little-endian.</summary>
internal static class RowBytes
{
    /// <summary>Bytes of all arrays.</summary>
    public static int Of(short[][] rows) => checked(sizeof(short) * rows.Sum(row => row.Length));

    /// <summary>Writes all arrays.</summary>
    /// <param name="rows">The arrays.</param>
    /// <param name="bytes">As many as <see cref="Of"/>.</param>
    public static void Write(short[][] rows, Span<byte> bytes)
    {
        foreach (short[] row in rows)
        {
            MemoryMarshal.AsBytes(row.AsSpan()).CopyTo(bytes);
            bytes = bytes[(sizeof(short) * row.Length)..];
        }
    }

    /// <summary>Fills all arrays with what was written.</summary>
    /// <inheritdoc cref="Write"/>
    public static void Read(short[][] rows, ReadOnlySpan<byte> bytes)
    {
        foreach (short[] row in rows)
        {
            int length = sizeof(short) * row.Length;
            bytes[..length].CopyTo(MemoryMarshal.AsBytes(row.AsSpan()));
            bytes = bytes[length..];
        }
    }
}
