namespace Sensors.Simulation;

/// <summary>What a real camera, its distance and its compression do to a crop.</summary>
internal sealed class CropDefects
{
    private readonly int _size;
    private readonly byte[] _first;
    private readonly byte[] _second;

    /// <summary>Makes working memory for crops of a size.</summary>
    public CropDefects(int size)
    {
        _size = size;
        _first = new byte[size * size];
        _second = new byte[size * size];
    }

    /// <summary>Halves a picture of twice the size and spoils it.</summary>
    /// <param name="rendered">The sharp picture, <c>[2·size × 2·size]</c>.</param>
    /// <param name="crop">Receives the crop, <c>[size × size]</c>.</param>
    /// <param name="isNight">Darkens it and makes it noisier.</param>
    /// <param name="random">Source of randomness.</param>
    public void Apply(ReadOnlySpan<byte> rendered, Span<byte> crop, bool isNight, ref SceneRandom random)
    {
        Halve(rendered, _first);
        int blurs = random.Chance(0.35) ? 1 + random.Below(2) : 0;
        for (int i = 0; i < blurs; i++)
            Blur(_first, _second);
        if (random.Chance(0.55))
            Coarsen(random.Uniform(0.32, 0.95));
        if (random.Chance(0.3))
            Sharpen(random.Uniform(0.3, 1.4));
        Tone(isNight, ref random);
        double noise = random.Chance(0.5) ? random.Uniform(0, 3) : random.Uniform(0, isNight ? 10 : 6);
        for (int i = 0; i < crop.Length; i++)
            crop[i] = (byte)Math.Clamp(_first[i] + noise * random.Bell() + 0.5, 0, 255);
    }

    private void Halve(ReadOnlySpan<byte> from, Span<byte> to)
    {
        int width = _size * 2;
        for (int y = 0; y < _size; y++)
        {
            ReadOnlySpan<byte> a = from.Slice(y * 2 * width, width);
            ReadOnlySpan<byte> b = from.Slice((y * 2 + 1) * width, width);
            for (int x = 0; x < _size; x++)
                to[y * _size + x] = (byte)(a[2 * x] + a[2 * x + 1] + b[2 * x] + b[2 * x + 1] + 2 >> 2);
        }
    }

    private void Blur(Span<byte> luma, Span<byte> work)
    {
        for (int i = 0; i < luma.Length; i++)
        {
            int x = i % _size;
            int left = x > 0 ? i - 1 : i, right = x < _size - 1 ? i + 1 : i;
            work[i] = (byte)(luma[left] + 2 * luma[i] + luma[right] + 2 >> 2);
        }

        for (int i = 0; i < luma.Length; i++)
        {
            int up = i >= _size ? i - _size : i, down = i < luma.Length - _size ? i + _size : i;
            luma[i] = (byte)(work[up] + 2 * work[i] + work[down] + 2 >> 2);
        }
    }

    /// <summary>Samples to fewer pixels by area and back by bilinear interpolation, as a far object is cut.</summary>
    private void Coarsen(double share)
    {
        int coarse = Math.Max(8, (int)(_size * share));
        for (int y = 0; y < coarse; y++)
        {
            for (int x = 0; x < coarse; x++)
                _second[y * coarse + x] = Area(x, y, coarse);
        }

        for (int y = 0; y < _size; y++)
        {
            for (int x = 0; x < _size; x++)
                _first[y * _size + x] = Between(x, y, coarse);
        }
    }

    private byte Area(int x, int y, int coarse)
    {
        int x0 = x * _size / coarse, x1 = Math.Max(x0 + 1, (x + 1) * _size / coarse);
        int y0 = y * _size / coarse, y1 = Math.Max(y0 + 1, (y + 1) * _size / coarse);
        int sum = 0;
        for (int v = y0; v < y1; v++)
        {
            for (int u = x0; u < x1; u++)
                sum += _first[v * _size + u];
        }

        return (byte)(sum / ((x1 - x0) * (y1 - y0)));
    }

    private byte Between(int x, int y, int coarse)
    {
        int fx = Math.Clamp((2 * x + 1) * coarse * 128 / _size - 128, 0, (coarse - 1) * 256);
        int fy = Math.Clamp((2 * y + 1) * coarse * 128 / _size - 128, 0, (coarse - 1) * 256);
        int x0 = fx >> 8, y0 = fy >> 8, x1 = Math.Min(x0 + 1, coarse - 1), y1 = Math.Min(y0 + 1, coarse - 1);
        int wx = fx & 255, wy = fy & 255;
        int top = _second[y0 * coarse + x0] * (256 - wx) + _second[y0 * coarse + x1] * wx;
        int bottom = _second[y1 * coarse + x0] * (256 - wx) + _second[y1 * coarse + x1] * wx;
        return (byte)(top * (256 - wy) + bottom * wy + 32768 >> 16);
    }

    private void Sharpen(double strength)
    {
        _first.CopyTo(_second.AsSpan());
        for (int y = 1; y < _size - 1; y++)
        {
            for (int x = 1; x < _size - 1; x++)
            {
                int i = y * _size + x;
                int around = _second[i - 1] + _second[i + 1] + _second[i - _size] + _second[i + _size];
                _first[i] = (byte)Math.Clamp(_second[i] + (int)(strength * (_second[i] - around / 4.0)), 0, 255);
            }
        }
    }

    private void Tone(bool isNight, ref SceneRandom random)
    {
        double contrast = random.Uniform(0.7, 1.35);
        double lift = random.Uniform(-20, 45);
        double bend = random.Uniform(-0.5, 0.5);
        double dim = isNight ? random.Uniform(0.35, 0.7) : 1;
        double slant = random.Uniform(-0.25, 0.25);
        for (int i = 0; i < _first.Length; i++)
        {
            double v = _first[i] / 255.0;
            v += bend * v * (1 - v);
            double luma = ((v * 255 - 118) * contrast + 118 + lift) * dim;
            double fall = 1 + slant * ((i / _size + i % _size) / (2.0 * _size) - 0.5);
            _first[i] = (byte)Math.Clamp(luma * fall, 0, 255);
        }
    }
}
