using Microsoft.Extensions.Time.Testing;
using Sensors.Simulation;

namespace Sensors.Tests.Simulation;

public sealed class SimulatedCameraTests
{
    private const string Small = "width=320&height=240";

    public static TheoryData<string> Layouts => ["street", "highway", "corridor", "yard"];

    [Theory]
    [MemberData(nameof(Layouts))]
    public void The_same_options_give_the_same_pictures_and_truth(string layout)
    {
        string uri = $"sim:?seed=5&{Small}&layout={layout}&rain=50&distractors=20";
        string first = SceneChecksum.OfFrames(uri, 80);
        TestContext.Current.TestOutputHelper?.WriteLine($"frames {layout} {first}");
        Assert.Equal(first, SceneChecksum.OfFrames(uri, 80));
        Assert.NotEqual(first, SceneChecksum.OfFrames(uri.Replace("seed=5", "seed=6", StringComparison.Ordinal), 80));
    }

    [Theory]
    [InlineData("looks", "usual", "other")]
    [InlineData("tilt", "0", "-9.5")]
    public void Looks_and_tilt_change_the_scene_and_nothing_when_they_are_as_without(string key, string usual, string changed)
    {
        string uri = $"sim:?seed=5&{Small}&objects=30&rain=50";
        string plain = SceneChecksum.OfFrames(uri, 80), other = SceneChecksum.OfFrames($"{uri}&{key}={changed}", 80);
        TestContext.Current.TestOutputHelper?.WriteLine($"frames {key}={changed} {other}");
        Assert.Equal(plain, SceneChecksum.OfFrames($"{uri}&{key}={usual}", 80));
        Assert.Equal(other, SceneChecksum.OfFrames($"{uri}&{key}={changed}", 80));
        Assert.NotEqual(plain, other);
    }

    [Fact]
    public void Other_looks_are_none_of_the_usual_ones()
    {
        SceneRandom random = new(8);
        for (int i = 0; i < 2000; i++)
        {
            Assert.False(IsOther(PersonLook.Random(ref random)));
            Assert.False(IsOther(VehicleLook.Random(ref random)));
            Assert.True(IsOther(OtherLooks.Person(ref random)));
            Assert.True(IsOther(OtherLooks.Vehicle(ref random)));
        }
    }

    [Fact]
    public void A_recording_ends_after_its_minutes_and_numbers_its_pictures()
    {
        FakeTimeProvider time = new();
        using SimulatedCamera camera = new(SceneOptions.Parse($"sim:?{Small}&fps=10&minutes=0.05"), time);
        Frame frame = new();
        for (int i = 0; i < 30; i++)
        {
            Assert.True(camera.Read(frame, default));
            Assert.Equal(i, frame.Sequence);
            Assert.Equal(time.GetUtcNow().AddSeconds(i / 10.0), frame.Captured);
        }

        Assert.False(camera.Read(frame, default));
    }

    [Fact]
    public void A_cancelled_read_delivers_nothing()
    {
        using SimulatedCamera camera = new(SceneOptions.Parse($"sim:?{Small}"));
        Assert.Throws<OperationCanceledException>(() => camera.Read(new Frame(), new CancellationToken(canceled: true)));
    }

    [Fact]
    public void No_picture_allocates_after_the_first_ones()
    {
        using SimulatedCamera camera = new(SceneOptions.Parse($"sim:?{Small}&objects=30&distractors=30&rain=100&light=dusk&tilt=8&looks=other"));
        Frame frame = new();
        for (int i = 0; i < 100; i++)
            camera.Read(frame, default);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 400; i++)
            camera.Read(frame, default);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Theory]
    [InlineData(SceneLight.Dusk, 0.85)]
    [InlineData(SceneLight.Night, 0.6)]
    public void Less_light_gives_a_darker_picture(SceneLight light, double most)
    {
        double day = Mean(new SceneOptions { Seed = 3 });
        Assert.InRange(Mean(new SceneOptions { Seed = 3, Light = light }), 1, most * day);
    }

    [Fact]
    public void Without_wind_and_objects_nothing_moves_and_with_wind_only_foliage()
    {
        Assert.Equal(0, Moving("wind=0"));
        Assert.InRange(Moving("wind=4"), 0.0005, 0.08);
    }

    [Fact]
    public void Noise_has_the_deviation_that_was_asked_for()
    {
        string uri = $"sim:?{Small}&objects=0&distractors=0&wind=0&noise=";
        byte[] clean = Picture(uri + "0");
        byte[] noisy = Picture(uri + "6");
        double sum = 0;
        for (int i = 0; i < clean.Length; i++)
            sum += (noisy[i] - clean[i]) * (noisy[i] - clean[i]);
        Assert.InRange(Math.Sqrt(sum / clean.Length), 5, 6.5);
    }

    private static bool IsOther(in PersonLook look) => look.Hem < 0.5 || (look.Top.Texture == Texture.Stripes && look.Top.Amplitude > 45);

    private static bool IsOther(in VehicleLook look) => look.Body.Texture != Texture.Plain && (look.Length < 3.4 || look.Length / look.Height < 3);

    private static double Moving(string key)
    {
        using SimulatedCamera camera = new(SceneOptions.Parse($"sim:?seed=2&objects=0&distractors=0&noise=0&{key}"));
        Frame frame = new();
        camera.Read(frame, default);
        byte[] first = frame.Luma.ToArray();
        camera.Read(frame, default);
        camera.Read(frame, default);
        int moved = 0;
        for (int i = 0; i < first.Length; i++)
            moved += Math.Abs(first[i] - frame.Luma[i]) > 2 ? 1 : 0;
        return (double)moved / first.Length;
    }

    private static byte[] Picture(string uri)
    {
        using SimulatedCamera camera = new(SceneOptions.Parse(uri));
        Frame frame = new();
        camera.Read(frame, default);
        return frame.Luma.ToArray();
    }

    private static double Mean(SceneOptions options)
    {
        double sum = 0;
        byte[] picture = Picture(options.ToString());
        foreach (byte luma in picture)
            sum += luma;
        return sum / picture.Length;
    }
}
