using Agent.Training;
using Inference;

namespace Benchmarks.Shifts;

/// <summary>A network that comes to a place it was not trained for.</summary>
/// <param name="Name">Of the place.</param>
/// <param name="Before">The network as it comes there.</param>
/// <param name="With">The same network trained with the place too: what learning there could reach.</param>
/// <param name="Pool">Pictures of the place that an operator may label; neither in <paramref name="There"/> nor among what <paramref name="Before"/> was trained on.</param>
/// <param name="There">Pictures of the place that are only asked.</param>
/// <param name="Elsewhere">Pictures of the old places that are only asked.</param>
/// <param name="Anchors">Pictures of the old places with the maker's labels, in neither of these.</param>
internal sealed record Shift(
    string Name,
    Network Before,
    Network With,
    IReadOnlyList<LabelledImage> Pool,
    IReadOnlyList<LabelledImage> There,
    IReadOnlyList<LabelledImage> Elsewhere,
    IReadOnlyList<LabelledImage> Anchors)
{
    /// <summary>The stage that learns, from 1: the last.</summary>
    public int Stage => Before.Stages.Count;

    /// <summary>
    /// The labels of a repeat, by the rule of <c>vigie tune --samples</c>: of each class in turn one at random, a class that has no more is passed over.
    /// </summary>
    public LabelledImage[] Labels(int count, ulong seed) =>
        [.. SampleChoice.Of([.. Pool.Select(image => image.Label)], count, seed, Name).Select(index => Pool[index])];
}
