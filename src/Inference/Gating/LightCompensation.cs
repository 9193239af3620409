namespace Inference.Gating;

/// <summary>Finds a change of light or exposure of the whole scene and moves the background with it.</summary>
/// <remarks>
/// Each cell of a sparse grid gives d = I − M. The median of d over the darker and over the brighter half of the background
/// are two points of the line d(M); a median ignores objects until they cover half of a half. The line is a gain and an
/// offset, which is what clouds, lamps and automatic exposure do to luma in good approximation.
/// </remarks>
internal sealed class LightCompensation
{
    private const int Spacing = 4;
    private readonly int[] _dark = new int[511];
    private readonly int[] _bright = new int[511];
    private readonly byte[] _curve = new byte[256];
    private int _split = 128;

    /// <summary>Least median that is acted on, grey levels; below it the sign increments follow by themselves.</summary>
    public const int LeastChange = 2;

    /// <summary>Moves <paramref name="mean"/> when the light changed.</summary>
    /// <returns>The larger of the two median changes, signed; 0 when nothing was moved.</returns>
    public int Follow(ReadOnlySpan<byte> image, Span<byte> mean, int width, int height)
    {
        Array.Clear(_dark);
        Array.Clear(_bright);
        long darkSum = 0;
        long brightSum = 0;
        int darks = 0;
        int brights = 0;
        for (int y = 0; y < height; y += Spacing)
        {
            int row = y * width;
            for (int x = y / Spacing % Spacing; x < width; x += Spacing)
            {
                int m = mean[row + x];
                int d = image[row + x] - m + 255;
                if (m < _split)
                {
                    _dark[d]++;
                    darks++;
                    darkSum += m;
                }
                else
                {
                    _bright[d]++;
                    brights++;
                    brightSum += m;
                }
            }
        }

        int split = _split;
        _split = (int)((darkSum + brightSum) / Math.Max(1, darks + brights));
        return Decide(mean, darks, brights, darkSum, brightSum, split);
    }

    private int Decide(Span<byte> mean, int darks, int brights, long darkSum, long brightSum, int split)
    {
        int total = darks + brights;
        if (darks * 5L < total || brights * 5L < total)
        {
            // One half is too small to be trusted (or the split is not settled yet): one offset for all.
            int offset = Median(_dark, _bright, total);
            return Apply(mean, 0, offset, 255, offset);
        }

        int low = Median(_dark, darks);
        int high = Median(_bright, brights);
        return Apply(mean, (int)(darkSum / darks), low, Math.Max(split, (int)(brightSum / brights)), high);
    }

    private int Apply(Span<byte> mean, int darkLevel, int low, int brightLevel, int high)
    {
        if (Math.Abs(low) < LeastChange && Math.Abs(high) < LeastChange)
            return 0;
        int run = Math.Max(1, brightLevel - darkLevel);
        for (int m = 0; m < 256; m++)
        {
            // Between and beyond the two points, but never beyond them by more than they differ.
            int t = Math.Clamp(((m - darkLevel) * 256) / run, -128, 384);
            _curve[m] = (byte)Math.Clamp(m + low + (((high - low) * t) >> 8), 0, 255);
        }

        for (int i = 0; i < mean.Length; i++)
            mean[i] = _curve[mean[i]];
        return Math.Abs(low) > Math.Abs(high) ? low : high;
    }

    private static int Median(int[] histogram, int total)
    {
        int seen = 0;
        int bin = 0;
        while (bin < 510 && (seen += histogram[bin]) * 2 < total)
            bin++;
        return bin - 255;
    }

    private static int Median(int[] a, int[] b, int total)
    {
        int seen = 0;
        int bin = 0;
        while (bin < 510 && (seen += a[bin] + b[bin]) * 2 < total)
            bin++;
        return bin - 255;
    }
}
