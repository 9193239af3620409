namespace Sensors.Simulation;

/// <summary>What the sensor makes of the light: slow drift, gain and noise.</summary>
internal sealed class Exposure
{
    private const int TableLength = 1 << 16;

    private readonly SceneOptions _options;
    private readonly sbyte[] _noise;
    private readonly byte[] _gain = new byte[256];

    /// <summary>Draws the table of noise.</summary>
    public Exposure(SceneOptions options, SceneRandom random)
    {
        _options = options;
        double deviation = options.Noise * (options.Light == SceneLight.Night ? 3 : options.Light == SceneLight.Dusk ? 1.7 : 1);
        _noise = new sbyte[TableLength + options.Width];
        for (int i = 0; i < TableLength; i++)
            _noise[i] = (sbyte)Math.Clamp(Math.Floor(deviation * random.Bell() + 0.5), -127, 127);
        _noise.AsSpan(0, options.Width).CopyTo(_noise.AsSpan(TableLength));
    }

    /// <summary>Writes the picture the sensor takes of a scene.</summary>
    /// <param name="scene">Luma of the scene, <c>[height × width]</c>.</param>
    /// <param name="picture">Receives the picture, same size.</param>
    /// <param name="frame">Number of the picture.</param>
    /// <param name="light">Light relative to the usual.</param>
    public void Apply(ReadOnlySpan<byte> scene, Span<byte> picture, long frame, double light)
    {
        double seconds = (double)frame / _options.FramesPerSecond;
        double drift = 1 + 0.05 * Wave.Sin(seconds / 181) + 0.02 * Wave.Sin(seconds / 47);
        for (int i = 0; i < 256; i++)
            _gain[i] = (byte)Math.Clamp(i * drift * light + 0.5, 0, 255);
        SceneRandom random = new(_options.Seed ^ (frame * 0x5851F42D4C957F2D + 99));
        int width = _options.Width;
        for (int y = 0; y < _options.Height; y++)
            Row(scene.Slice(y * width, width), picture.Slice(y * width, width), _noise.AsSpan(random.Below(TableLength), width));
    }

    private void Row(ReadOnlySpan<byte> scene, Span<byte> picture, ReadOnlySpan<sbyte> noise)
    {
        byte[] gain = _gain;
        for (int x = 0; x < picture.Length; x++)
            picture[x] = (byte)Math.Clamp(gain[scene[x]] + noise[x], 0, 255);
    }
}
