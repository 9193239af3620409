using Inference;
using Optimizers.Chains.Stages;
using Optimizers.Gradient;

namespace Optimizers.Augmentation;

/// <summary>Changes a picture as places and cameras differ, then standardises or binarises it as the engine does. Not thread-safe: one a shard.</summary>
internal sealed class Augmenter
{
    private readonly AugmentationRecipe _strength;
    private readonly int _height;
    private readonly int _width;
    private readonly int _channels;
    private readonly double _minimumDeviation;
    private readonly int? _level;
    private readonly float[] _picture;
    private readonly float[] _scratch;
    private readonly float[] _small;

    /// <summary>Makes the buffers for a recipe's pictures.</summary>
    public Augmenter(Recipe recipe)
    {
        _strength = recipe.Augmentation;
        (_height, _width, _channels) = (recipe.Height, recipe.Width, recipe.Channels);
        _minimumDeviation = recipe.MinimumDeviation;
        _level = SignShapes.Level(recipe);
        _picture = new float[_height * _width * _channels];
        _scratch = new float[_picture.Length];
        _small = new float[_picture.Length];
    }

    /// <summary>Writes a changed picture, standardised, or ±1 where the recipe begins with <c>binarize</c>.</summary>
    /// <param name="image">Height × width × channels bytes.</param>
    /// <param name="change">Factor on the probabilities of the changes, mirroring and shifting apart.</param>
    /// <param name="random">All chance.</param>
    /// <param name="output">As many floats: (x − mean) / deviation, cut at ±127/32 as the engine's bytes are; or +1 from the level up, else −1.</param>
    public void Run(ReadOnlySpan<byte> image, double change, ref SplitMix random, Span<float> output)
    {
        for (int i = 0; i < _scratch.Length; i++)
            _scratch[i] = image[i];
        Warp(change, ref random);
        if (random.Chance(change * _strength.LowResolution))
            LowerResolution(random.Uniform(0.25, 0.9));
        if (random.Chance(change * _strength.Blur))
            Blur(random.Chance(0.5), random.Chance(0.5));
        if (random.Chance(change * _strength.Tone))
            Tone(ref random);
        if (random.Chance(change * _strength.Shadow))
            Shadow(ref random);
        if (random.Chance(change * _strength.Cover))
            Cover(ref random);
        if (random.Chance(change * _strength.Noise))
            Noise(ref random);
        for (int i = 0; i < _picture.Length; i++)
            _picture[i] = Math.Clamp(MathF.Round(_picture[i]), 0, 255);
        if (random.Chance(change * _strength.Jpeg))
            JpegNoise.Apply(_picture, _height, _width, _channels, random.Uniform(0.3, 4));
        if (_level is { } level)
            Binarize(level, output);
        else
            Standardize(output);
    }

    private void Binarize(int level, Span<float> output)
    {
        for (int i = 0; i < output.Length; i++)
            output[i] = _picture[i] < level ? -1 : 1;
    }

    /// <summary>The engine's standardisation (docs/model-format.md, standardize) in floats.</summary>
    private void Standardize(Span<float> output)
    {
        double sum = 0, squares = 0;
        foreach (float value in _picture)
        {
            sum += value;
            squares += value * value;
        }

        double mean = sum / _picture.Length;
        double deviation = Math.Max(Math.Sqrt(Math.Max(0, (squares / _picture.Length) - (mean * mean))), _minimumDeviation);
        float scale = (float)(1 / deviation), shift = (float)(-mean / deviation);
        const float Limit = 127f / FirstLayer.StepsPerDeviation;
        for (int i = 0; i < output.Length; i++)
            output[i] = Math.Clamp((_picture[i] * scale) + shift, -Limit, Limit);
    }

    private void Warp(double change, ref SplitMix random)
    {
        double scale = Factor(ref random, _strength.Scale), aspect = Math.Sqrt(Factor(ref random, _strength.Aspect));
        double turn = random.Uniform(-1, 1) * _strength.Turn * Math.PI / 180;
        double mirror = random.Chance(_strength.Flip) ? -1 : 1;
        double dx = random.Uniform(-1, 1) * _strength.Shift * _width, dy = random.Uniform(-1, 1) * _strength.Shift * _height;
        double xx = mirror * scale * aspect * Math.Cos(turn), xy = -mirror * scale * aspect * Math.Sin(turn);
        double yx = scale / aspect * Math.Sin(turn), yy = scale / aspect * Math.Cos(turn);
        double middleX = (_width - 1) / 2.0, middleY = (_height - 1) / 2.0;
        double fromX = middleX, fromY = middleY;
        if (random.Chance(change * _strength.Part))
        {
            double partX = random.Uniform(0.45, 1), partY = random.Uniform(0.45, 1);
            (xx, xy, yx, yy) = (xx * partX, xy * partX, yx * partY, yy * partY);
            fromX += random.Uniform(-0.5, 0.5) * (1 - partX) * _width;
            fromY += random.Uniform(-0.5, 0.5) * (1 - partY) * _height;
        }

        for (int y = 0; y < _height; y++)
        {
            for (int x = 0; x < _width; x++)
            {
                double u = x - middleX - dx, v = y - middleY - dy;
                Sample(_scratch, _width, _height, (float)((u * xx) + (v * xy) + fromX), (float)((u * yx) + (v * yy) + fromY),
                    _picture.AsSpan(((y * _width) + x) * _channels, _channels));
            }
        }
    }

    private static double Factor(ref SplitMix random, double range) => Math.Exp(random.Uniform(-1, 1) * Math.Log(1 + range));

    /// <summary>Bilinear value at (x, y); outside the picture its edge goes on.</summary>
    private void Sample(ReadOnlySpan<float> picture, int width, int height, float x, float y, Span<float> output)
    {
        x = Math.Clamp(x, 0, width - 1);
        y = Math.Clamp(y, 0, height - 1);
        int x0 = Math.Min((int)x, Math.Max(0, width - 2)), y0 = Math.Min((int)y, Math.Max(0, height - 2));
        float fx = x - x0, fy = y - y0;
        int right = width > 1 ? _channels : 0, down = height > 1 ? width * _channels : 0;
        int at = ((y0 * width) + x0) * _channels;
        for (int c = 0; c < _channels; c++)
        {
            float upper = picture[at + c] + (fx * (picture[at + right + c] - picture[at + c]));
            float lower = picture[at + down + c] + (fx * (picture[at + down + right + c] - picture[at + down + c]));
            output[c] = upper + (fy * (lower - upper));
        }
    }

    private void LowerResolution(double share)
    {
        Blur(true, true);
        int height = Math.Max(2, (int)(_height * share)), width = Math.Max(2, (int)(_width * share));
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                Sample(_picture, _width, _height, (float)(((x + 0.5) * _width / width) - 0.5), (float)(((y + 0.5) * _height / height) - 0.5),
                    _small.AsSpan(((y * width) + x) * _channels, _channels));
            }
        }

        for (int y = 0; y < _height; y++)
        {
            for (int x = 0; x < _width; x++)
            {
                Sample(_small, width, height, (float)(((x + 0.5) * width / _width) - 0.5), (float)(((y + 0.5) * height / _height) - 0.5),
                    _picture.AsSpan(((y * _width) + x) * _channels, _channels));
            }
        }
    }

    /// <summary>One pass of (1 2 1)/4 along each chosen direction.</summary>
    private void Blur(bool horizontally, bool vertically)
    {
        if (horizontally)
            Pass(_channels, _width, _width * _channels, _height);
        if (vertically)
            Pass(_width * _channels, _height, _channels, _width);
    }

    private void Pass(int step, int count, int lineStep, int lines)
    {
        for (int line = 0; line < lines; line++)
        {
            for (int c = 0; c < _channels; c++)
            {
                int at = (line * lineStep) + c;
                float before = _picture[at];
                for (int i = 0; i < count; i++, at += step)
                {
                    float here = _picture[at];
                    float after = i + 1 < count ? _picture[at + step] : here;
                    _picture[at] = (before + here + here + after) * 0.25f;
                    before = here;
                }
            }
        }
    }

    private void Tone(ref SplitMix random)
    {
        double gamma = Factor(ref random, 0.7), contrast = Factor(ref random, 0.8), brightness = random.Uniform(-40, 40);
        Span<float> table = stackalloc float[256];
        for (int i = 0; i < 256; i++)
            table[i] = (float)Math.Clamp(((Math.Pow(i / 255.0, gamma) - 0.5) * 255 * contrast) + 127.5 + brightness, 0, 255);
        for (int i = 0; i < _picture.Length; i++)
            _picture[i] = table[(int)Math.Clamp(_picture[i] + 0.5f, 0, 255)];
    }

    private void Shadow(ref SplitMix random)
    {
        double angle = random.Uniform(0, 2 * Math.PI), offset = random.Uniform(-0.4, 0.4) * _width;
        float a = (float)Math.Cos(angle), b = (float)Math.Sin(angle), dark = (float)random.Uniform(0.35, 0.85), soft = (float)random.Uniform(0.1, 0.7);
        for (int y = 0; y < _height; y++)
        {
            for (int x = 0; x < _width; x++)
            {
                float depth = Math.Clamp(0.5f + (soft * (((x - (_width / 2f)) * a) + ((y - (_height / 2f)) * b) - (float)offset)), 0, 1);
                float factor = 1 + (depth * (dark - 1));
                for (int c = 0; c < _channels; c++)
                    _picture[(((y * _width) + x) * _channels) + c] *= factor;
            }
        }
    }

    private void Cover(ref SplitMix random)
    {
        int width = 1 + random.Next(_width / 2), height = 1 + random.Next(_height / 2);
        int left = random.Next(_width + width) - width, top = random.Next(_height + height) - height;
        float grey = random.Next(256);
        for (int y = Math.Max(0, top); y < Math.Min(_height, top + height); y++)
        {
            int from = Math.Max(0, left), to = Math.Min(_width, left + width);
            if (to > from)
                _picture.AsSpan(((y * _width) + from) * _channels, (to - from) * _channels).Fill(grey);
        }
    }

    /// <summary>Adds the sum of two uniform numbers: a triangle, near enough to a normal law for a camera's noise and cheap.</summary>
    private void Noise(ref SplitMix random)
    {
        double deviation = random.Uniform(0, _strength.NoiseDeviation);
        float scale = (float)(deviation * Math.Sqrt(6) / 65536);
        for (int i = 0; i < _picture.Length; i++)
        {
            ulong bits = random.NextBits();
            _picture[i] += scale * ((int)(bits & 0xFFFF) + (int)((bits >> 16) & 0xFFFF) - 65535);
        }
    }
}
