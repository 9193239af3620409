namespace Sensors.Cameras;

/// <summary>Opens files of recordings, with errors that say how to mend them.</summary>
internal static class RecordingFile
{
    /// <exception cref="CameraException">It is not there or cannot be read.</exception>
    public static FileStream Open(string path)
    {
        Check(path);
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0, FileOptions.SequentialScan);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new CameraException($"{path} cannot be opened: {fault.Message}", fault);
        }
    }

    /// <exception cref="CameraException">It is not there or empty.</exception>
    public static void Check(string path)
    {
        FileInfo file = new(path);
        if (!file.Exists)
        {
            throw new CameraException(
                $"there is no file {file.FullName}; give the path of a recording, absolute or from {Environment.CurrentDirectory}");
        }

        if (file.Length == 0)
            throw new CameraException($"{file.FullName} is empty; expected a recording");
    }
}
