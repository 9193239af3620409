using Agent.Training;

namespace Benchmarks.Shifts.Rivals;

/// <summary>A way to learn from the labels of a place.</summary>
internal interface IRival
{
    /// <summary>Learns.</summary>
    /// <param name="shift">The network that came, and anchors; the pictures that are only asked are not for it.</param>
    /// <param name="labels">Of the place.</param>
    /// <param name="seed">Everything random follows from it.</param>
    /// <returns>What came out; one or more.</returns>
    IEnumerable<Learnt> Learn(Shift shift, IReadOnlyList<LabelledImage> labels, ulong seed);
}
