namespace Optimizers.Learning.Rounds;

/// <summary>Which of the anchors that a model file carries the chain rehearses; only the guard sees the others. By their place in the file, so it is the same always and everywhere.</summary>
public static class AnchorSplit
{
    /// <summary>Most that are rehearsed: beside a full memory of samples, what fits into a mebibyte.</summary>
    public const int MostRehearsed = 128;

    private const int Every = 4;

    /// <summary>Whether the chain rehearses an anchor.</summary>
    /// <param name="index">Its place, from 0.</param>
    public static bool IsRehearsed(int index) => index % Every == 0 && index / Every < MostRehearsed;

    /// <summary>How many only the guard sees.</summary>
    /// <param name="anchors">All of them.</param>
    public static int GuardedOf(int anchors) => anchors - Math.Min(MostRehearsed, (anchors + Every - 1) / Every);
}
