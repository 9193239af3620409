namespace Optimizers.Chains.Heads;

/// <summary>How often each sample of two parts of a memory counts in R_n; by default once.</summary>
public readonly record struct PartWeights
{
    private readonly int _first;
    private readonly int _second;

    /// <summary>Makes weights.</summary>
    /// <param name="first">Of the first part, at least 1.</param>
    /// <param name="second">Of the second part, at least 1.</param>
    public PartWeights(int first, int second)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(first, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(second, 1);
        // 0 is 1, so that the default counts each sample once.
        (_first, _second) = (first - 1, second - 1);
    }

    /// <summary>Of a part, 0 or 1.</summary>
    public int Of(int part) => 1 + (part == 0 ? _first : _second);

    /// <inheritdoc/>
    public override string ToString() => $"{Of(0)} and {Of(1)} times";
}
