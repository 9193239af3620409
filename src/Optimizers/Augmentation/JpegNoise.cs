namespace Optimizers.Augmentation;

/// <summary>What JPEG does to a picture: the cosine transform of 8×8 blocks, rounded to multiples of the quantisation table.</summary>
internal static class JpegNoise
{
    /// <summary>Luminance quantisation (ITU-T T.81, table K.1).</summary>
    private static readonly byte[] Table =
    [
        16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55,
        14, 13, 16, 24, 40, 57, 69, 56, 14, 17, 22, 29, 51, 87, 80, 62,
        18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113, 92,
        49, 64, 78, 87, 103, 121, 120, 101, 72, 92, 95, 98, 112, 100, 103, 99,
    ];

    private static readonly float[] Cosines = MakeCosines();

    /// <summary>Compresses and expands in place; blocks that the picture does not fill are left alone.</summary>
    /// <param name="picture"><c>[height × width × channels]</c>, 0 to 255.</param>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    /// <param name="channels">Each is compressed by itself.</param>
    /// <param name="coarseness">Factor on the table: 0.3 is a fine picture, 4 a poor one.</param>
    public static void Apply(Span<float> picture, int height, int width, int channels, double coarseness)
    {
        Span<float> block = stackalloc float[64];
        Span<float> other = stackalloc float[64];
        for (int y = 0; y + 8 <= height; y += 8)
        {
            for (int x = 0; x + 8 <= width; x += 8)
            {
                for (int c = 0; c < channels; c++)
                {
                    for (int i = 0; i < 64; i++)
                        block[i] = picture[((((y + (i / 8)) * width) + x + (i % 8)) * channels) + c] - 128;
                    Rows(block, other, forward: true);
                    Rows(other, block, forward: true);
                    for (int i = 0; i < 64; i++)
                    {
                        float step = (float)Math.Max(1, Table[i] * coarseness);
                        block[i] = MathF.Round(block[i] / step) * step;
                    }

                    Rows(block, other, forward: false);
                    Rows(other, block, forward: false);
                    for (int i = 0; i < 64; i++)
                        picture[((((y + (i / 8)) * width) + x + (i % 8)) * channels) + c] = Math.Clamp(MathF.Round(block[i] + 128), 0, 255);
                }
            }
        }
    }

    /// <summary>Transforms the rows of <paramref name="input"/> into the columns of <paramref name="output"/>, so that twice is both directions.</summary>
    private static void Rows(ReadOnlySpan<float> input, Span<float> output, bool forward)
    {
        for (int row = 0; row < 8; row++)
        {
            for (int k = 0; k < 8; k++)
            {
                float sum = 0;
                for (int i = 0; i < 8; i++)
                    sum += input[(row * 8) + i] * (forward ? Cosines[(k * 8) + i] : Cosines[(i * 8) + k]);
                output[(k * 8) + row] = sum;
            }
        }
    }

    /// <summary>The orthonormal cosine transform: c_k cos((2i + 1) k π / 16), c_0 = √(1/8), else ½ (T.81, A.3.3).</summary>
    private static float[] MakeCosines()
    {
        float[] cosines = new float[64];
        for (int k = 0; k < 8; k++)
        {
            for (int i = 0; i < 8; i++)
                cosines[(k * 8) + i] = (float)((k == 0 ? Math.Sqrt(0.125) : 0.5) * Math.Cos(((2 * i) + 1) * k * Math.PI / 16));
        }

        return cosines;
    }
}
