using Agent.Telemetry;

namespace Agent.Tests.Telemetry;

public sealed class TopicsTests
{
    private static readonly Topics Topics = new("home", "gate-pi");

    [Fact]
    public void All_topics_stand_under_site_and_device()
    {
        Assert.Equal("vigie/v1/home/gate-pi/state", Topics.State);
        Assert.Equal("vigie/v1/home/gate-pi/camera/yard/status", Topics.CameraStatus("yard"));
        Assert.Equal("vigie/v1/home/gate-pi/event/6f1c8a52-17/crop", Topics.Crop("6f1c8a52-17"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a/b")]
    [InlineData("+")]
    [InlineData("#")]
    [InlineData("A")]
    [InlineData("é")]
    public void A_name_that_could_address_another_topic_is_refused(string name)
    {
        Assert.Throws<ArgumentException>(() => new Topics(name, "x"));
        Assert.Throws<ArgumentException>(() => new Topics("x", name));
        Assert.Throws<ArgumentException>(() => Topics.Crop(name));
        Assert.Throws<ArgumentException>(() => Topics.CameraStatus(name));
    }

    [Fact]
    public void An_event_id_fits_a_topic_and_differs_by_boot()
    {
        Assert.EndsWith("-17/crop", Topics.Crop(Boot.Random().EventId(17)));
        Assert.NotEqual(Boot.Random().EventId(1), Boot.Random().EventId(1));
    }
}
