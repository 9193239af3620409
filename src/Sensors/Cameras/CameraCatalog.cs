using System.Buffers;
using Sensors.Simulation;

namespace Sensors.Cameras;

/// <summary>The kinds of cameras there are, by the scheme of their address.</summary>
public static class CameraCatalog
{
    private const string Known = "sim: (the simulator), file:PATH (or a bare PATH), rtsp://…, http://…";

    private static readonly SearchValues<char> SchemeCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-");

    /// <summary>Opens a camera.</summary>
    /// <param name="uri">Its address; a bare path is a file.</param>
    /// <param name="options">Rate and loop of recordings.</param>
    /// <exception cref="CameraException">Unknown kind, or the source is not there.</exception>
    public static ICamera Open(string uri, CameraOpenOptions options)
    {
        string scheme = Scheme(uri, out string rest);
        return scheme switch
        {
            "sim" => new SimulatedCamera(Scene(uri, options)),
            "file" => OpenFile(rest, options),
            "rtsp" or "rtsps" or "http" or "https" => new FfmpegCamera(uri, isLive: true, options),
            _ => throw Unknown(scheme, uri),
        };
    }

    /// <summary>Finds out whether an address can be opened, without decoding or connecting.</summary>
    /// <param name="uri">Its address; a bare path is a file.</param>
    /// <exception cref="CameraException">What is wrong and how to mend it.</exception>
    public static void Check(string uri)
    {
        string scheme = Scheme(uri, out string rest);
        switch (scheme)
        {
            case "sim":
                _ = SceneOptions.Parse(uri);
                break;
            case "file" when Directory.Exists(rest) || ImageFolderCamera.IsImage(rest):
                _ = ImageFolderCamera.List(rest);
                break;
            case "file":
                RecordingFile.Check(rest);
                if (!IsMjpeg(rest))
                    CheckFfmpeg();
                break;
            case "rtsp" or "rtsps" or "http" or "https":
                if (!Uri.TryCreate(uri, UriKind.Absolute, out Uri? address) || address.Host.Length == 0)
                {
                    throw new CameraException(
                        $"'{SourceAddress.Redact(uri)}' is no address; expected {scheme}://[user:password@]host[:port]/path");
                }

                CheckFfmpeg();
                break;
            default:
                throw Unknown(scheme, uri);
        }
    }

    /// <summary>True for a source that is known to have no end: a simulated scene without <c>minutes</c>.</summary>
    /// <param name="uri">An address that <see cref="Check"/> takes.</param>
    /// <exception cref="CameraException">It is none.</exception>
    public static bool IsEndless(string uri) => Scheme(uri, out _) == "sim" && SceneOptions.Parse(uri).FrameCount == long.MaxValue;

    private static SceneOptions Scene(string uri, CameraOpenOptions options)
    {
        SceneOptions scene = SceneOptions.Parse(uri);
        return options.FramesPerSecond is { } rate ? scene with { FramesPerSecond = (int)Math.Clamp(Math.Round(rate), 1, 60) } : scene;
    }

    private static ICamera OpenFile(string path, CameraOpenOptions options)
    {
        if (Directory.Exists(path) || ImageFolderCamera.IsImage(path))
            return new ImageFolderCamera(path, options);
        if (IsMjpeg(path))
            return new MjpegFileCamera(path, options);
        RecordingFile.Check(path);
        return new FfmpegCamera(path, isLive: false, options);
    }

    private static bool IsMjpeg(string path) => Path.GetExtension(path).ToUpperInvariant() is ".MJPEG" or ".MJPG";

    private static string Scheme(string uri, out string rest)
    {
        if (string.IsNullOrWhiteSpace(uri))
            throw new CameraException($"the address of the camera is empty; expected {Known}");
        int colon = uri.IndexOf(':', StringComparison.Ordinal);
        // A path with a colon in it (./12:30.mjpeg) has a character before it that no scheme has, or is there as a file.
        if (colon <= 0 || uri.AsSpan(0, colon).ContainsAnyExcept(SchemeCharacters) || File.Exists(uri))
        {
            rest = uri;
            return "file";
        }

        rest = uri[(colon + 1)..];
        if (rest.StartsWith("///", StringComparison.Ordinal))
            rest = rest[2..];
        return uri[..colon].ToLowerInvariant();
    }

    private static CameraException Unknown(string scheme, string uri) => scheme is "v4l2" or "rpicam"
        ? new CameraException($"'{scheme}:' cameras are not built yet; meanwhile another program can serve a local camera as rtsp://…")
        : new CameraException($"unknown kind of camera '{scheme}:' in '{SourceAddress.Redact(uri)}'; known are {Known}");

    private static void CheckFfmpeg()
    {
        foreach (string folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries))
        {
            if (File.Exists(Path.Combine(folder, "ffmpeg")))
                return;
        }

        throw new CameraException("this source is read through ffmpeg, which is not installed; `apt install ffmpeg`");
    }
}
