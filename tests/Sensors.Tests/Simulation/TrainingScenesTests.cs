using Sensors.Simulation;

namespace Sensors.Tests.Simulation;

public sealed class TrainingScenesTests
{
    public static TheoryData<SceneClass?> Classes => new() { (SceneClass?)null, SceneClass.Person, SceneClass.Vehicle };

    [Fact]
    public void The_same_seeds_give_the_same_crops()
    {
        string first = SceneChecksum.OfCrops(20);
        TestContext.Current.TestOutputHelper?.WriteLine($"crops {first}");
        Assert.Equal(first, SceneChecksum.OfCrops(20));
    }

    [Theory]
    [MemberData(nameof(Classes))]
    public void A_crop_depends_on_its_seed_and_on_nothing_rendered_before(SceneClass? what)
    {
        byte[] first = Render(5, what), other = Render(6, what), again = Render(5, what);
        Assert.Equal(first, again);
        Assert.NotEqual(first, other);
    }

    [Fact]
    public void Crops_rendered_on_two_threads_are_the_same()
    {
        byte[][] crops = new byte[2][];
        Parallel.For(0, 2, i => crops[i] = Render(77, SceneClass.Vehicle));
        Assert.Equal(crops[0], crops[1]);
    }

    [Theory]
    [MemberData(nameof(Classes))]
    public void Crops_are_of_every_brightness_and_few_are_empty(SceneClass? what)
    {
        int dark = 0, bright = 0, flat = 0;
        for (int seed = 0; seed < 150; seed++)
        {
            byte[] crop = Render(seed, what);
            double mean = crop.Average(p => (double)p);
            double variance = crop.Average(p => (p - mean) * (p - mean));
            dark += mean < 80 ? 1 : 0;
            bright += mean > 150 ? 1 : 0;
            flat += variance < 16 ? 1 : 0;
        }

        Assert.InRange(dark, 5, 100);
        Assert.InRange(bright, 5, 100);
        Assert.InRange(flat, 0, what is null ? 40 : 6);
    }

    [Fact]
    public void The_object_changes_the_middle_of_the_crop()
    {
        double inside = 0, background = 0;
        for (int seed = 0; seed < 120; seed++)
        {
            inside += Detail(Render(seed, SceneClass.Person)) + Detail(Render(seed, SceneClass.Vehicle));
            background += 2 * Detail(Render(seed, null));
        }

        Assert.True(inside > 1.15 * background, $"detail {inside:0} with objects, {background:0} without");
    }

    [Theory]
    [InlineData(8)]
    [InlineData(300)]
    public void A_size_out_of_range_is_refused(int size) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => TrainingScenes.Render(1, null, new byte[size * size], size));

    [Fact]
    public void A_crop_of_another_size_than_said_is_refused() =>
        Assert.Throws<ArgumentException>(() => TrainingScenes.Render(1, null, new byte[100], 64));

    private static byte[] Render(long seed, SceneClass? what)
    {
        byte[] crop = new byte[64 * 64];
        TrainingScenes.Render(seed, what, crop, 64);
        return crop;
    }

    /// <summary>Mean difference of the middle's rows and columns from a coarse mean: how much structure it has.</summary>
    private static double Detail(byte[] crop)
    {
        double sum = 0, squares = 0;
        for (int y = 16; y < 48; y++)
        {
            for (int x = 16; x < 48; x++)
            {
                sum += crop[y * 64 + x];
                squares += crop[y * 64 + x] * crop[y * 64 + x];
            }
        }

        double mean = sum / 1024;
        return Math.Sqrt(squares / 1024 - mean * mean);
    }
}
