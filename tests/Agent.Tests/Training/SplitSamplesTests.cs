using Agent.Training;
using Inference;

namespace Agent.Tests.Training;

public sealed class SplitSamplesTests
{
    [Fact]
    public void No_track_is_on_both_sides_and_the_guard_sees_one_picture_of_each_of_its_own()
    {
        SplitMix random = new(1);
        List<LabelledImage> images = [];
        for (int i = 0; i < 600; i++)
        {
            int label = random.Next(3);
            images.Add(new LabelledImage([(byte)i], label, "yard", random.Chance(0.8) ? $"{label}-{random.Next(40)}" : null));
        }

        SplitSamples split = SplitSamples.Of(images, 3, 1, "yard");
        string[] learned = [.. split.Learned.Select(image => image.Group).OfType<string>()], guarded = [.. split.Guarded.Select(image => image.Group).OfType<string>()];
        Assert.Empty(learned.Intersect(guarded));
        Assert.Equal(guarded.Distinct().Count(), guarded.Length);
        foreach (int label in new[] { 0, 1, 2 })
        {
            int units = images.Where(image => image.Label == label).Select(image => image.Group ?? $"alone {image.Pixels[0]} {images.IndexOf(image)}").Distinct().Count();
            Assert.Equal(units / 3, split.Guarded.Count(image => image.Label == label));
        }
    }

    [Fact]
    public void Without_a_guard_the_chain_learns_from_all()
    {
        LabelledImage[] images = [.. Enumerable.Range(0, 20).Select(i => new LabelledImage([], i % 2, "yard", $"{i % 5 + (i % 2 * 10)}"))];
        SplitSamples split = SplitSamples.Of(images, 0, 1, "yard");
        Assert.Equal(20, split.Learned.Count);
        Assert.Empty(split.Guarded);
    }
}
