using Inference;
using Optimizers.Augmentation;
using Optimizers.Gradient;
using Optimizers.Tests.Support;

namespace Optimizers.Tests.Augmentation;

public sealed class AugmenterTests
{
    [Fact]
    public void With_everything_off_the_picture_is_only_standardised()
    {
        Recipe recipe = Some.Recipe();
        recipe.Augmentation = new AugmentationRecipe
        {
            Flip = 0,
            Shift = 0,
            Scale = 0,
            Aspect = 0,
            Turn = 0,
            Part = 0,
            LowResolution = 0,
            Blur = 0,
            Tone = 0,
            Shadow = 0,
            Cover = 0,
            Noise = 0,
            Jpeg = 0,
        };
        byte[] image = Some.Bars(1, 3).Image(0);
        SplitMix random = new(1);
        float[] output = new float[256];
        new Augmenter(recipe).Run(image, 1, ref random, output);
        double mean = image.Average(b => (double)b), deviation = Math.Sqrt(image.Average(b => (b - mean) * (b - mean)));
        for (int i = 0; i < 256; i++)
            Assert.Equal((image[i] - mean) / deviation, output[i], 1e-3);
    }

    /// <summary>What a place does to a picture it does to its three colours alike, and a binarised picture is the level's.</summary>
    [Fact]
    public void Colours_stay_together_and_a_level_makes_signs()
    {
        Recipe colour = SomeSigns.Bars(false), grey = SomeSigns.Bars(false), level = SomeSigns.Bars(true);
        colour.Channels = 3;
        foreach (Recipe recipe in new[] { colour, grey, level })
            recipe.Augmentation = new AugmentationRecipe { Noise = 0, Jpeg = 0 };
        byte[] image = Some.Bars(1, 3).Image(0), tripled = [.. image.SelectMany(pixel => new[] { pixel, pixel, pixel })];
        float[] three = new float[768], one = new float[256], signs = new float[256];
        for (ulong seed = 0; seed < 50; seed++)
        {
            SplitMix a = new(seed), b = new(seed), c = new(seed);
            new Augmenter(colour).Run(tripled, 1, ref a, three);
            new Augmenter(grey).Run(image, 1, ref b, one);
            new Augmenter(level).Run(image, 1, ref c, signs);
            for (int i = 0; i < 768; i++)
                Assert.Equal(one[i / 3], three[i], 1e-4);
            Assert.All(signs, sign => Assert.True(sign is 1 or -1));
            for (int i = 1; i < 256; i++)
                Assert.False(signs[i] < 0 && signs[i - 1] > 0 && one[i] > one[i - 1], "brighter than a pixel that is +1, and −1");
        }
    }

    [Fact]
    public void The_same_stream_gives_the_same_picture_and_the_range_is_that_of_the_engine()
    {
        Augmenter augmenter = new(Some.Recipe());
        byte[] image = Some.Bars(1, 3).Image(0);
        float[] one = new float[256], two = new float[256];
        for (ulong seed = 0; seed < 200; seed++)
        {
            SplitMix a = new(seed), b = new(seed);
            augmenter.Run(image, 1, ref a, one);
            augmenter.Run(image, 1, ref b, two);
            Assert.Equal(one, two);
            Assert.All(one, value => Assert.InRange(value, -127 / 32f, 127 / 32f));
        }
    }

    /// <summary>A flat picture has no cosine but the mean's, which the table rounds by at most half of its step.</summary>
    [Fact]
    public void Jpeg_keeps_a_flat_picture_and_changes_a_noisy_one_more_the_coarser_it_is()
    {
        float[] flat = [.. Enumerable.Repeat(90f, 256)];
        JpegNoise.Apply(flat, 16, 16, 1, 1);
        Assert.All(flat, value => Assert.InRange(value, 88, 92));
        double fine = Change(0.3), coarse = Change(4);
        Assert.InRange(fine, 0.1, coarse / 2);

        static double Change(double coarseness)
        {
            float[] noisy = [.. Some.Floats(256, 4, 60).Select(f => MathF.Round(f + 128))], after = [.. noisy];
            JpegNoise.Apply(after, 16, 16, 1, coarseness);
            return noisy.Zip(after, (a, b) => Math.Abs(a - b)).Average();
        }
    }

    [Fact]
    public void The_stream_is_uniform()
    {
        SplitMix random = new(5);
        int[] counts = new int[10];
        for (int i = 0; i < 100_000; i++)
            counts[random.Next(10)]++;
        // Five deviations of a binomial count of 100,000 at 0.1: 5 · √9,000.
        Assert.All(counts, count => Assert.InRange(count, 10_000 - 475, 10_000 + 475));
    }
}
