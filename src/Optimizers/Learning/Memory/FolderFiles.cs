using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Optimizers.Learning.Memory;

/// <summary>A folder of the disk; made where it is not there.</summary>
internal sealed partial class FolderFiles : ISampleFiles
{
    private const int InvalidArgument = 22;

    /// <summary>A log is written anew at four times its memory's capacity.</summary>
    private const int Longest = 1 << 26;

    private readonly string _folder;

    /// <summary>Takes a folder.</summary>
    public FolderFiles(string folder) => _folder = Directory.CreateDirectory(folder).FullName;

    /// <inheritdoc/>
    public bool Has(string name) => File.Exists(PathOf(name));

    /// <inheritdoc/>
    public byte[]? Read(string name)
    {
        FileInfo file = new(PathOf(name));
        if (!file.Exists)
            return null;
        return file.Length <= Longest
            ? File.ReadAllBytes(file.FullName) : throw new InvalidDataException($"found a file of {file.Length} bytes, expected at most {Longest}");
    }

    /// <inheritdoc/>
    public void Create(string name, ReadOnlySpan<byte> bytes)
    {
        using SafeFileHandle file = File.OpenHandle(PathOf(name), FileMode.Create, FileAccess.Write);
        RandomAccess.Write(file, bytes, 0);
    }

    /// <inheritdoc/>
    public void Write(string name, long offset, ReadOnlySpan<byte> bytes)
    {
        using SafeFileHandle file = Open(name);
        RandomAccess.Write(file, bytes, offset);
    }

    /// <inheritdoc/>
    public void Truncate(string name, long length)
    {
        using SafeFileHandle file = Open(name);
        RandomAccess.SetLength(file, length);
    }

    /// <inheritdoc/>
    public void Flush(string name)
    {
        using SafeFileHandle file = Open(name);
        RandomAccess.FlushToDisk(file);
    }

    /// <inheritdoc/>
    public void Rename(string from, string to) => File.Move(PathOf(from), PathOf(to), overwrite: true);

    /// <inheritdoc/>
    public void FlushFolder() => FlushFolder(_folder);

    /// <summary>Brings the names in a folder to the disk.</summary>
    /// <exception cref="IOException">The disk refuses.</exception>
    public static void FlushFolder(string path)
    {
        // The framework opens no folders. Elsewhere names are the file system's own affair.
        if (!OperatingSystem.IsLinux())
            return;
        int folder = OpenFolder(path, 0);
        if (folder < 0)
            throw new IOException($"{path}: cannot be opened: error {Marshal.GetLastPInvokeError()}");
        int result = Synchronize(folder), error = Marshal.GetLastPInvokeError();
        _ = CloseFolder(folder);
        // What some network file systems answer, which know no flush of a folder.
        if (result != 0 && error != InvalidArgument)
            throw new IOException($"{path}: cannot be flushed: error {error}");
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenFolder(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Synchronize(int file);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int CloseFolder(int file);

    private SafeFileHandle Open(string name) => File.OpenHandle(PathOf(name), FileMode.Open, FileAccess.Write);

    private string PathOf(string name) => Path.Combine(_folder, name);
}
