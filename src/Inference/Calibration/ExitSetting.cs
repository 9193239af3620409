namespace Inference.Calibration;

/// <summary>What calibration found for one early exit.</summary>
/// <param name="Bound">The exit answers where its doubt is at most this; −1: it never answers, nothing could be proved.</param>
/// <param name="Answers">Samples it answered at that bound, n; of the boldest bound tested when nothing could be proved.</param>
/// <param name="Wrong">Of these, answers that disagree with the reference, k.</param>
/// <param name="Reached">Samples that no earlier exit answered.</param>
/// <param name="Sequence">Bounds tested, in order; all but perhaps the last were proved.</param>
/// <param name="Divisor">The exit was tested at level δ / Divisor.</param>
/// <param name="Least">Fewest answers from which anything can be proved at that level.</param>
public sealed record ExitSetting(int Bound, int Answers, int Wrong, int Reached, IReadOnlyList<int> Sequence, int Divisor, int Least)
{
    /// <summary>Whether the exit answers at all.</summary>
    public bool IsOpen => Bound >= 0;
}
