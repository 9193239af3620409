using Sensors.Imaging;

namespace Sensors.Cameras;

/// <summary>A folder of images (JPEG, PNG, BMP) in the order of their names, or one image.</summary>
public sealed class ImageFolderCamera : ICamera
{
    private const double UsualRate = 25;

    private static readonly string[] Extensions = [".bmp", ".jpeg", ".jpg", ".png"];

    private readonly string _path;
    private readonly string[] _files;
    private readonly bool _loop;
    private long _next;

    /// <summary>Lists the images.</summary>
    /// <param name="path">A folder, or one image.</param>
    /// <param name="options">Rate and loop.</param>
    /// <exception cref="CameraException">No such folder, or no image in it.</exception>
    public ImageFolderCamera(string path, CameraOpenOptions options)
    {
        _path = path;
        _loop = options.Loop;
        FramesPerSecond = options.FramesPerSecond ?? UsualRate;
        _files = List(path);
    }

    /// <inheritdoc/>
    public string Description => $"file:{_path} ({_files.Length} images)";

    /// <inheritdoc/>
    public double? FramesPerSecond { get; }

    /// <inheritdoc/>
    public bool Read(Frame frame, CancellationToken token)
    {
        token.ThrowIfCancellationRequested();
        if (_next >= _files.Length && !_loop)
            return false;
        string file = _files[_next % _files.Length];
        frame.Sequence = _next;
        _next++;
        ImageFile.Read(file, frame);
        return true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    /// <summary>True for a name that this camera reads as an image.</summary>
    internal static bool IsImage(string path) =>
        Array.BinarySearch(Extensions, Path.GetExtension(path).ToLowerInvariant(), StringComparer.Ordinal) >= 0;

    /// <exception cref="CameraException">No such folder, or no image in it.</exception>
    internal static string[] List(string path)
    {
        if (!Directory.Exists(path))
        {
            RecordingFile.Check(path);
            return [path];
        }

        string[] files;
        try
        {
            files = [.. Directory.EnumerateFiles(path).Where(IsImage)];
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new CameraException($"the folder {path} cannot be read: {fault.Message}", fault);
        }

        if (files.Length == 0)
        {
            throw new CameraException(
                $"the folder {Path.GetFullPath(path)} holds no image; expected files ending in {string.Join(", ", Extensions)}");
        }

        Array.Sort(files, StringComparer.Ordinal);
        return files;
    }
}
