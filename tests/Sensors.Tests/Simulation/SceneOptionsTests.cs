using Sensors.Cameras;
using Sensors.Simulation;

namespace Sensors.Tests.Simulation;

public sealed class SceneOptionsTests
{
    [Fact]
    public void A_bare_name_is_the_default_scene_without_end()
    {
        SceneOptions options = SceneOptions.Parse("sim:");
        Assert.Equal((640, 480, 10), (options.Width, options.Height, options.FramesPerSecond));
        Assert.Equal(long.MaxValue, options.FrameCount);
    }

    [Fact]
    public void Keys_set_what_they_name()
    {
        SceneOptions options = SceneOptions.Parse("sim:?seed=7&width=320&height=240&fps=5&minutes=2&layout=corridor&light=night&noise=3.5");
        Assert.Equal((7L, 320, 240, 600L), (options.Seed, options.Width, options.Height, options.FrameCount));
        Assert.Equal((SceneLayout.Corridor, SceneLight.Night, 3.5), (options.Layout, options.Light, options.Noise));
    }

    [Fact]
    public void Options_written_as_text_are_read_back_the_same()
    {
        SceneOptions options = new() { Seed = -3, Layout = SceneLayout.Highway, Rain = 40, Minutes = 0.5, Wind = 0, Tilt = -12.5, Looks = SceneLooks.Other };
        Assert.Equal(options, SceneOptions.Parse(options.ToString()));
    }

    [Theory]
    [InlineData("sim:?widht=320", "\"widht\"", "nearest is \"width\"")]
    [InlineData("sim:?width=wide", "width: found \"wide\"", "160 to 1920")]
    [InlineData("sim:?width=20", "found \"20\"", "nearest is 160")]
    [InlineData("sim:?minutes=-1", "found \"-1\"", "nearest is 0")]
    [InlineData("sim:?minutes=NaN", "found \"NaN\"", "a number from 0")]
    [InlineData("sim:?layout=stret", "found \"stret\"", "nearest is \"street\"")]
    [InlineData("sim:?tilt=21", "tilt: found \"21\"", "a number from -20 to 20; nearest is 20")]
    [InlineData("sim:?tilt=-90", "tilt: found \"-90\"", "a number from -20 to 20; nearest is -20")]
    [InlineData("sim:?tilt=steep", "tilt: found \"steep\"", "a number from -20 to 20")]
    [InlineData("sim:?looks=otter", "looks: found \"otter\"", "expected one of usual, other; nearest is \"other\"")]
    [InlineData("sim:?seed", "seed: found \"\"", "a whole number")]
    [InlineData("sim:seed=7", "after sim:", "?key=value")]
    [InlineData("file:x", "found \"file:x\"", "expected sim:")]
    public void A_wrong_name_is_refused_with_what_was_found_and_expected(string uri, string found, string expected)
    {
        CameraException error = Assert.Throws<CameraException>(() => SceneOptions.Parse(uri));
        Assert.Contains(found, error.Message, StringComparison.Ordinal);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void All_faults_are_named_at_once()
    {
        CameraException error = Assert.Throws<CameraException>(() => SceneOptions.Parse("sim:?fps=0&hieght=3"));
        Assert.Contains("fps", error.Message, StringComparison.Ordinal);
        Assert.Contains("nearest is \"height\"", error.Message, StringComparison.Ordinal);
    }
}
