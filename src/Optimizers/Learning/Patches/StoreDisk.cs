namespace Optimizers.Learning.Patches;

/// <summary>
/// The files of a <see cref="ModelStore"/>. A file is written beside, flushed to the disk and then takes the old one's place, so that a power cut leaves
/// the old or the new one; the folder is flushed too.
/// </summary>
internal class StoreDisk
{
    /// <summary>No file of a store is longer; one that is, is damaged.</summary>
    private const int Longest = 1 << 24;

    private readonly string _folder;

    /// <param name="folder">Made where it is not there.</param>
    public StoreDisk(string folder)
    {
        _folder = folder;
        Directory.CreateDirectory(folder);
    }

    /// <summary>Writes a file whole or not at all.</summary>
    /// <exception cref="IOException">The disk refuses; the old file is untouched.</exception>
    public void Write(string name, byte[] bytes)
    {
        string aside = name + ".new";
        Put(aside, bytes, FileMode.Create);
        Move(aside, name);
    }

    /// <summary>Writes to the end of a file; a cut may leave a part of it there.</summary>
    /// <exception cref="IOException">The disk refuses.</exception>
    public void Append(string name, byte[] bytes) => Put(name, bytes, FileMode.Append);

    /// <summary>A file whole; null: none.</summary>
    public virtual byte[]? Read(string name)
    {
        string path = Path.Combine(_folder, name);
        if (!File.Exists(path))
            return null;
        return new FileInfo(path).Length <= Longest ? File.ReadAllBytes(path) : [];
    }

    /// <summary>Takes a file away, if it is there.</summary>
    /// <exception cref="IOException">The disk refuses.</exception>
    public virtual void Remove(string name)
    {
        File.Delete(Path.Combine(_folder, name));
        Memory.FolderFiles.FlushFolder(_folder);
    }

    /// <summary>Writes bytes and flushes them to the disk.</summary>
    protected virtual void Put(string name, byte[] bytes, FileMode mode)
    {
        using FileStream stream = new(Path.Combine(_folder, name), mode, FileAccess.Write);
        stream.Write(bytes);
        stream.Flush(flushToDisk: true);
    }

    /// <summary>Lets a file take another's place, in one step.</summary>
    protected virtual void Move(string aside, string name)
    {
        File.Move(Path.Combine(_folder, aside), Path.Combine(_folder, name), overwrite: true);
        Memory.FolderFiles.FlushFolder(_folder);
    }
}
