namespace Optimizers.Learning.Memory;

/// <summary>What a log asks of one folder: small enough for tests to cut the power after any byte.</summary>
/// <remarks>Nothing is on the disk for certain before the flush that follows it. All throw <see cref="IOException"/> where the disk refuses.</remarks>
internal interface ISampleFiles
{
    /// <summary>Whether there is a file of that name.</summary>
    bool Has(string name);

    /// <summary>The whole file; null: there is none.</summary>
    /// <exception cref="InvalidDataException">It is larger than any memory can be.</exception>
    byte[]? Read(string name);

    /// <summary>Makes the file, or empties it, and writes these bytes.</summary>
    void Create(string name, ReadOnlySpan<byte> bytes);

    /// <summary>Writes at a place, which is the end unless an earlier call failed.</summary>
    void Write(string name, long offset, ReadOnlySpan<byte> bytes);

    /// <summary>Cuts the end off.</summary>
    void Truncate(string name, long length);

    /// <summary>Brings the file to the disk.</summary>
    void Flush(string name);

    /// <summary>Gives a file another name; a file of that name is replaced.</summary>
    void Rename(string from, string to);

    /// <summary>Brings the names to the disk.</summary>
    void FlushFolder();
}
