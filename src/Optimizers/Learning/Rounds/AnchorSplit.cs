using Inference;

namespace Optimizers.Learning.Rounds;

/// <summary>
/// Which of the anchors that a model file carries the chain rehearses; only the guard sees the others. A function of their place in the file alone, so it is the
/// same always and everywhere, and drawn, so that no order of classes in the file can fall in step with it.
/// </summary>
public static class AnchorSplit
{
    /// <summary>Most that are rehearsed: beside a full memory of samples, what fits into a mebibyte.</summary>
    public const int MostRehearsed = 128;

    private const int OneIn = 4;
    private static readonly bool[] Rehearsed = Draw();

    /// <summary>Whether the chain rehearses an anchor.</summary>
    /// <param name="index">Its place, from 0.</param>
    public static bool IsRehearsed(int index) => index < Rehearsed.Length && Rehearsed[index];

    /// <summary>Those that the chain rehearses.</summary>
    /// <param name="anchors">All, in the order of the file.</param>
    public static IEnumerable<LabelledPicture> RehearsedOf(IEnumerable<LabelledPicture> anchors) => anchors.Where((_, index) => IsRehearsed(index));

    /// <summary>Those that only the guard sees.</summary>
    /// <param name="anchors">All, in the order of the file.</param>
    public static IEnumerable<LabelledPicture> GuardedOf(IEnumerable<LabelledPicture> anchors) => anchors.Where((_, index) => !IsRehearsed(index));

    /// <summary>How many only the guard sees.</summary>
    /// <param name="anchors">All of them.</param>
    public static int GuardedOf(int anchors) => Enumerable.Range(0, anchors).Count(index => !IsRehearsed(index));

    private static bool[] Draw()
    {
        List<bool> drawn = [];
        for (int left = MostRehearsed; left > 0;)
        {
            bool isDrawn = SplitMix.Mix(1, (ulong)drawn.Count) % OneIn == 0;
            drawn.Add(isDrawn);
            left -= isDrawn ? 1 : 0;
        }

        return [.. drawn];
    }
}
