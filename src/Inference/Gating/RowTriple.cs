namespace Inference.Gating;

/// <summary>A row of cells with the rows above and below it; at the edge of the picture a row stands in for the missing one.</summary>
internal readonly ref struct RowTriple(ReadOnlySpan<byte> upper, ReadOnlySpan<byte> middle, ReadOnlySpan<byte> lower)
{
    public readonly ReadOnlySpan<byte> Upper = upper;
    public readonly ReadOnlySpan<byte> Middle = middle;
    public readonly ReadOnlySpan<byte> Lower = lower;

    /// <summary>Least and greatest value of the 3×3 cells around column <paramref name="x"/>, those outside left out.</summary>
    public void Range(int x, out int low, out int high)
    {
        low = 255;
        high = 0;
        int end = Math.Min(Middle.Length - 1, x + 1);
        for (int c = Math.Max(0, x - 1); c <= end; c++)
        {
            low = Math.Min(low, Math.Min(Upper[c], Math.Min(Middle[c], Lower[c])));
            high = Math.Max(high, Math.Max(Upper[c], Math.Max(Middle[c], Lower[c])));
        }
    }
}
