namespace Optimizers.Learning.Memory;

/// <summary>
/// A file that records are appended to. A record is on the disk when <see cref="Append"/> returns; a power cut at any byte leaves the file with or without
/// it. <see cref="Rewrite"/> leaves the old file or the new one.
/// </summary>
internal sealed class SampleLog(ISampleFiles files)
{
    /// <summary>Name of the file.</summary>
    public const string Name = "samples.log";

    private const string Aside = Name + ".new";
    private ulong _hash;

    /// <summary>Whether something stands behind <see cref="Length"/>: of an append that failed or was cut.</summary>
    private bool _hasTail;

    /// <summary>Whether the name may not be on the disk: true at first, since whoever renamed may have been stopped before the flush.</summary>
    private bool _isNameLoose = true;

    /// <summary>Bytes up to the end of the last record.</summary>
    public long Length { get; private set; }

    /// <summary>Bytes written since the file was opened.</summary>
    public long Written { get; private set; }

    /// <summary>Reads all records.</summary>
    /// <param name="records">Where they go.</param>
    /// <param name="dropped">Bytes at the end that an append which was cut has left, or that come after damage.</param>
    /// <param name="damage">What was found and expected there; null: no damage.</param>
    /// <returns>False: there is no file.</returns>
    /// <exception cref="InvalidDataException">The file is no log.</exception>
    public bool Read(List<byte[]> records, out long dropped, out string? damage)
    {
        (dropped, damage) = (0, null);
        if (files.Read(Name) is not { } file)
            return false;
        (Length, _hash, damage) = LogFrames.Read(file, records);
        dropped = file.Length - Length;
        _hasTail = dropped > 0;
        return true;
    }

    /// <summary>Appends a record.</summary>
    /// <exception cref="IOException">The disk refuses; the record does not count, and the next call writes over it.</exception>
    public void Append(byte[] record)
    {
        FlushName();
        if (_hasTail)
        {
            // Flushed by itself: else bytes of the tail could stay behind shorter ones that are written over it.
            files.Truncate(Name, Length);
            files.Flush(Name);
        }

        ulong hash = _hash;
        byte[] frame = LogFrames.Frame(record, ref hash);
        _hasTail = true;
        files.Write(Name, Length, frame);
        files.Flush(Name);
        _hasTail = false;
        _hash = hash;
        Length += frame.Length;
        Written += frame.Length;
    }

    /// <summary>Puts a file of these records in place of the old one.</summary>
    /// <exception cref="IOException">The disk refuses.</exception>
    public void Rewrite(IEnumerable<byte[]> records)
    {
        (byte[] file, ulong hash) = LogFrames.Of(records);
        files.Create(Aside, file);
        files.Flush(Aside);
        files.Rename(Aside, Name);
        (Length, _hash, _hasTail, _isNameLoose) = (file.Length, hash, false, true);
        Written += file.Length;
        FlushName();
    }

    /// <summary>Keeps a copy of the file under a name that is not taken; the file stays until another takes its place, so that a cut in between loses nothing.</summary>
    /// <returns>That name.</returns>
    public string SetAside()
    {
        int number = 1;
        while (files.Has($"{Name}.damaged-{number}"))
            number++;
        string aside = $"{Name}.damaged-{number}";
        try
        {
            files.Create(aside, files.Read(Name) ?? []);
            files.Flush(aside);
        }
        catch (InvalidDataException)
        {
            // Too large to be read, let alone to be a memory.
            files.Rename(Name, aside);
        }

        files.FlushFolder();
        return aside;
    }

    private void FlushName()
    {
        if (_isNameLoose)
            files.FlushFolder();
        _isNameLoose = false;
    }
}
