namespace Agent.Training;

/// <summary>Writes a file whole or not at all.</summary>
internal static class SafeFile
{
    /// <summary>Finds out whether a file can be written, before the work whose result it is to hold.</summary>
    /// <exception cref="DataException">It cannot; the message says why.</exception>
    public static void Try(string path)
    {
        if (Directory.Exists(path))
            throw new DataException($"{path}: found a folder, expected the name of a file to write");
        try
        {
            Write(path + ".try", static _ => { });
            File.Delete(path + ".try");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new DataException($"{path}: cannot be written: {fault.Message}");
        }
    }

    /// <summary>Writes beside the file, flushes to the disk, then takes the old one's place.</summary>
    /// <exception cref="IOException">The disk refuses; the old file is untouched.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        string aside = path + ".new";
        using (FileStream stream = new(aside, FileMode.Create, FileAccess.Write))
        {
            write(stream);
            stream.Flush(flushToDisk: true);
        }

        File.Move(aside, path, overwrite: true);
    }
}
