using System.Globalization;
using Sensors.Cameras;

namespace Sensors.Simulation;

/// <summary>What the simulator shows.</summary>
/// <remarks>Written as <c>sim:?seed=7&amp;width=640&amp;height=480&amp;fps=10</c>; <c>sim:</c> alone is the default.</remarks>
public sealed record SceneOptions
{
    /// <summary>Decides everything that is random: the same options give the same pictures.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>Columns, 160 to 1,920.</summary>
    public int Width { get; init; } = 640;

    /// <summary>Rows, 120 to 1,080.</summary>
    public int Height { get; init; } = 480;

    /// <summary>Pictures a second of scene time, 1 to 60.</summary>
    public int FramesPerSecond { get; init; } = 10;

    /// <summary>Minutes of scene time until the recording ends, up to 100,000; 0 for never.</summary>
    public double Minutes { get; init; }

    /// <summary>The place.</summary>
    public SceneLayout Layout { get; init; } = SceneLayout.Street;

    /// <summary>How light it is.</summary>
    public SceneLight Light { get; init; } = SceneLight.Day;

    /// <summary>Standard deviation of the sensor noise by day, luma, 0 to 20.</summary>
    public double Noise { get; init; } = 2;

    /// <summary>How far foliage sways, pixels at a width of 640, 0 to 10.</summary>
    public double Wind { get; init; } = 2;

    /// <summary>Rain streaks in a picture of 640 × 480, 0 to 1,000.</summary>
    public int Rain { get; init; }

    /// <summary>Objects that enter in a minute, on average, 0 to 30.</summary>
    public double ObjectsPerMinute { get; init; } = 6;

    /// <summary>Distractors a minute: clouds, light switches, blowing leaves, birds; 0 to 30.</summary>
    public double DistractorsPerMinute { get; init; } = 2;

    /// <summary>Roll of the camera, degrees, −20 to 20; above 0 its right side hangs lower and the scene leans to the left.</summary>
    public double Tilt { get; init; }

    /// <summary>Clothing and vehicles.</summary>
    public SceneLooks Looks { get; init; } = SceneLooks.Usual;

    /// <summary>Pictures until the recording ends; <see cref="long.MaxValue"/> for never.</summary>
    public long FrameCount => Minutes > 0 ? (long)Math.Ceiling(Minutes * 60 * FramesPerSecond) : long.MaxValue;

    /// <summary>Reads the options from the name of a camera.</summary>
    /// <param name="uri"><c>sim:</c> or <c>sim:?key=value&amp;…</c>.</param>
    /// <exception cref="CameraException">Another kind of camera, an unknown key or a bad value; all faults in one message.</exception>
    public static SceneOptions Parse(string uri)
    {
        ArgumentNullException.ThrowIfNull(uri);
        if (!uri.StartsWith("sim:", StringComparison.Ordinal))
            throw new CameraException($"found \"{uri}\", expected sim: or sim:?key=value&key=value");
        string query = uri[4..].TrimStart('/');
        if (query.Length > 0 && query[0] != '?')
            throw new CameraException($"{uri}: found \"{query}\" after sim:, expected nothing or ?key=value&key=value");
        SceneOptions options = new();
        List<string> faults = [];
        foreach (string pair in query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            int equals = pair.IndexOf('=', StringComparison.Ordinal);
            string key = equals < 0 ? pair : pair[..equals];
            string value = equals < 0 ? "" : pair[(equals + 1)..];
            options = SceneKeys.Apply(options, key, value, faults);
        }

        return faults.Count == 0 ? options : throw new CameraException($"{uri}: {string.Join("; ", faults)}");
    }

    /// <summary>The name of a camera that <see cref="Parse"/> reads back as these options.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"sim:?seed={Seed}&width={Width}&height={Height}&fps={FramesPerSecond}&minutes={Minutes}&layout={Layout}&light={Light}"
        + $"&noise={Noise}&wind={Wind}&rain={Rain}&objects={ObjectsPerMinute}&distractors={DistractorsPerMinute}&tilt={Tilt}&looks={Looks}").ToLowerInvariant();
}
