using Inference.Format;

namespace Inference.Layers;

/// <summary>
/// Pixels to signed bytes: <c>y = clamp(round(512·(n·x − s1)/(n·d)), −127, 127)</c>, <c>s1 = Σx</c>, <c>s2 = Σx²</c>,
/// <c>d = max(isqrt(256·⌊(n·s2 − s1²)/n²⌋), 16·MinimumDeviation)</c>: 32·(x − mean)/deviation in integers.
/// </summary>
/// <remarks>n ≤ 2^20 bytes, so n·s2 &lt; 2^56 and the numerator &lt; 2^38.</remarks>
internal sealed class Standardize : ILayer
{
    private readonly int _leastDeviation;

    public Standardize(StandardizeDefinition definition, LayerSite site)
    {
        Expect.Kind(site.Place, "standardize", site.Map, FeatureKind.Pixels);
        Expect.Range(site.Place, "minimum deviation", definition.MinimumDeviation, 1, 255);
        _leastDeviation = 16 * definition.MinimumDeviation;
        Output = site.Plan.Reserve(site.Map with { Kind = FeatureKind.SignedBytes });
    }

    /// <inheritdoc/>
    public Activation Output { get; }

    /// <inheritdoc/>
    public long Macs => 0;

    /// <inheritdoc/>
    public void Run(Workspace workspace)
    {
        ReadOnlySpan<byte> pixels = workspace.Pixels;
        long sum = 0;
        long squares = 0;
        foreach (byte pixel in pixels)
        {
            sum += pixel;
            squares += pixel * pixel;
        }

        Span<sbyte> table = stackalloc sbyte[256];
        Fill(table, pixels.Length, sum, squares);
        Span<sbyte> output = workspace.SignedBytes(Output);
        for (int index = 0; index < pixels.Length; index++)
            output[index] = table[pixels[index]];
    }

    private void Fill(Span<sbyte> table, long n, long sum, long squares)
    {
        long variance = (n * squares - sum * sum) / (n * n);
        long divisor = n * Math.Max(FixedPoint.SquareRoot(256 * (ulong)variance), _leastDeviation);
        for (int x = 0; x < table.Length; x++)
        {
            long numerator = (n * x - sum) * 512;
            long rounded = (Math.Abs(numerator) + divisor / 2) / divisor;
            table[x] = (sbyte)(Math.Sign(numerator) * Math.Min(rounded, 127));
        }
    }
}
