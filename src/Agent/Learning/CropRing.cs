using System.Buffers.Binary;
using System.Numerics;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Agent.Learning;

/// <summary>
/// The network's crops of the latest events, in a file of fixed size, so that an event of yesterday can be labelled after a restart. Little-endian: "VGCR0001",
/// columns, rows, slots (32 bits each), CRC-32C of these; then slots of number (64 bits, from 1; 0: free), length of the id, id padded to 64 bytes, pixels,
/// CRC-32C of the slot. A slot whose sum is wrong is not there: a power cut costs crops, never a wrong one.
/// </summary>
/// <remarks>Thread-safe. Nothing is flushed to the disk: the system does in half a minute, and a crop is not worth wearing out a card for.</remarks>
internal sealed class CropRing : IDisposable
{
    /// <summary>Longest id, ASCII characters.</summary>
    public const int MostId = 64;

    /// <summary>Events kept where nothing else is asked for.</summary>
    public const int Events = 1024;

    private const int HeadBytes = 24;
    private const int PixelsAt = 8 + 1 + MostId;
    private const ulong Magic = 0x3130303052434756;
    private readonly Lock _lock = new();
    private readonly SafeFileHandle _file;
    private readonly Dictionary<string, int> _slots;
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _bySpan;
    private readonly (string? Id, long Number)[] _held;
    private readonly byte[] _buffer;
    private readonly int _pixels;
    private long _last;

    /// <summary>Opens the file, or makes it where there is none, or none of this size.</summary>
    /// <param name="path">The file; its folder is made.</param>
    /// <param name="width">Columns of a crop, ≥ 1.</param>
    /// <param name="height">Rows, ≥ 1.</param>
    /// <param name="slots">Most events kept, ≥ 1.</param>
    /// <exception cref="IOException">The disk refuses, or another process has the file.</exception>
    /// <exception cref="UnauthorizedAccessException">This user may not write there.</exception>
    public CropRing(string path, int width, int height, int slots = Events)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(slots, 1);
        _pixels = checked(width * height);
        _held = new (string?, long)[slots];
        _slots = new Dictionary<string, int>(slots);
        _bySpan = _slots.GetAlternateLookup<ReadOnlySpan<char>>();
        _buffer = new byte[checked(PixelsAt + _pixels + sizeof(uint))];
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        _file = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        try
        {
            Begin(Head(width, height, slots));
        }
        catch
        {
            _file.Dispose();
            throw;
        }
    }

    /// <summary>Why the file was begun anew; empty: it was not, or there was none.</summary>
    public string Notice { get; private set; } = "";

    /// <summary>Events kept.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
                return _slots.Count;
        }
    }

    /// <summary>Keeps the crop of an event: in the place of its former one, else of the oldest event's.</summary>
    /// <param name="id">The event, 1 to <see cref="MostId"/> ASCII characters.</param>
    /// <param name="pixels">Columns times rows bytes.</param>
    /// <returns>False when the disk refuses; the event is then not there.</returns>
    /// <exception cref="ArgumentException">Id or size are others.</exception>
    public bool Put(string id, ReadOnlySpan<byte> pixels)
    {
        ArgumentNullException.ThrowIfNull(id);
        if (id.Length is 0 or > MostId || !Ascii.IsValid(id))
            throw new ArgumentException($"found the id \"{id}\", expected 1 to {MostId} ASCII characters", nameof(id));
        if (pixels.Length != _pixels)
            throw new ArgumentException($"found {pixels.Length} pixels, expected {_pixels}", nameof(pixels));
        lock (_lock)
        {
            bool isKnown = _slots.TryGetValue(id, out int slot);
            long number = isKnown ? _held[slot].Number : _last + 1;
            if (!isKnown)
                slot = (int)((number - 1) % _held.Length);
            Forget(slot);
            _last = Math.Max(_last, number);
            _buffer.AsSpan().Clear();
            BinaryPrimitives.WriteInt64LittleEndian(_buffer, number);
            _buffer[8] = (byte)id.Length;
            Encoding.ASCII.GetBytes(id, _buffer.AsSpan(9, MostId));
            pixels.CopyTo(_buffer.AsSpan(PixelsAt));
            BinaryPrimitives.WriteUInt32LittleEndian(_buffer.AsSpan(PixelsAt + _pixels), Crc(_buffer.AsSpan(0, PixelsAt + _pixels)));
            try
            {
                RandomAccess.Write(_file, _buffer, OffsetOf(slot));
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                return false;
            }

            Hold(slot, id, number);
            return true;
        }
    }

    /// <summary>The crop of an event.</summary>
    /// <param name="id">The event; anything may be asked.</param>
    /// <param name="pixels">Columns times rows bytes, written when the crop is there.</param>
    /// <returns>False when it is not, or not whole.</returns>
    public bool TryFind(ReadOnlySpan<char> id, Span<byte> pixels)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(pixels.Length, _pixels);
        lock (_lock)
        {
            if (!_bySpan.TryGetValue(id, out int slot) || !TryRead(slot, out (string Id, long Number) found) || found != _held[slot])
                return false;
            _buffer.AsSpan(PixelsAt, _pixels).CopyTo(pixels);
            return true;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private void Begin(byte[] head)
    {
        long length = RandomAccess.GetLength(_file);
        byte[] found = new byte[HeadBytes];
        if (RandomAccess.Read(_file, found, 0) < HeadBytes || !found.AsSpan().SequenceEqual(head))
        {
            if (length > 0)
                Notice = "found a file of recent crops that is damaged or of other sizes, expected this network's; begun anew, without the events of before";
            RandomAccess.SetLength(_file, 0);
            RandomAccess.SetLength(_file, OffsetOf(_held.Length));
            RandomAccess.Write(_file, head, 0);
            return;
        }

        RandomAccess.SetLength(_file, OffsetOf(_held.Length));
        for (int slot = 0; slot < _held.Length; slot++)
        {
            if (!TryRead(slot, out (string Id, long Number) read))
                continue;
            // Its number is used even where its id is held by a later one: what is written next must not be older.
            _last = Math.Max(_last, read.Number);
            if (_slots.TryGetValue(read.Id, out int other))
            {
                if (_held[other].Number > read.Number)
                    continue;
                Forget(other);
            }

            Hold(slot, read.Id, read.Number);
        }
    }

    private bool TryRead(int slot, out (string Id, long Number) read)
    {
        read = default;
        try
        {
            if (RandomAccess.Read(_file, _buffer, OffsetOf(slot)) < _buffer.Length)
                return false;
        }
        catch (IOException)
        {
            return false;
        }

        long number = BinaryPrimitives.ReadInt64LittleEndian(_buffer);
        int length = _buffer[8], end = PixelsAt + _pixels;
        bool isWhole = number >= 1 && (number - 1) % _held.Length == slot && length is >= 1 and <= MostId
            && BinaryPrimitives.ReadUInt32LittleEndian(_buffer.AsSpan(end)) == Crc(_buffer.AsSpan(0, end));
        if (isWhole)
            read = (Encoding.ASCII.GetString(_buffer, 9, length), number);
        return isWhole;
    }

    private void Hold(int slot, string id, long number) => (_held[slot], _slots[id]) = ((id, number), slot);

    private void Forget(int slot)
    {
        if (_held[slot].Id is { } id)
            _slots.Remove(id);
        _held[slot] = default;
    }

    private long OffsetOf(int slot) => HeadBytes + ((long)slot * _buffer.Length);

    private static byte[] Head(int width, int height, int slots)
    {
        byte[] head = new byte[HeadBytes];
        BinaryPrimitives.WriteUInt64LittleEndian(head, Magic);
        BinaryPrimitives.WriteInt32LittleEndian(head.AsSpan(8), width);
        BinaryPrimitives.WriteInt32LittleEndian(head.AsSpan(12), height);
        BinaryPrimitives.WriteInt32LittleEndian(head.AsSpan(16), slots);
        BinaryPrimitives.WriteUInt32LittleEndian(head.AsSpan(20), Crc(head.AsSpan(0, 20)));
        return head;
    }

    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        foreach (byte value in bytes)
            crc = BitOperations.Crc32C(crc, value);
        return ~crc;
    }
}
