namespace Inference.Tests.Gating;

/// <summary>A textured picture with noise and a square that can be put anywhere; everything from one seed.</summary>
internal sealed class Scene
{
    private readonly byte[] _background;
    private readonly Random _random;

    public Scene(int width, int height, int seed)
    {
        Width = width;
        Height = height;
        _random = new Random(seed);
        _background = new byte[width * height];
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
                _background[(y * width) + x] = (byte)(100 + ((x / 23 + (y / 17)) % 3 * 20) + _random.Next(6));
        }

        Luma = new byte[width * height];
    }

    public int Width { get; }

    public int Height { get; }

    public byte[] Luma { get; }

    public void Draw(int noise, int light = 0, int shift = 0)
    {
        for (int y = 0; y < Height; y++)
        {
            for (int x = 0; x < Width; x++)
            {
                int from = _background[(y * Width) + Math.Clamp(x + shift, 0, Width - 1)];
                Luma[(y * Width) + x] = (byte)Math.Clamp(from + light + (noise > 0 ? _random.Next(-noise, noise + 1) : 0), 0, 255);
            }
        }
    }

    public void Square(int left, int top, int side, byte level)
    {
        for (int y = Math.Max(0, top); y < Math.Min(Height, top + side); y++)
        {
            for (int x = Math.Max(0, left); x < Math.Min(Width, left + side); x++)
                Luma[(y * Width) + x] = level;
        }
    }
}
