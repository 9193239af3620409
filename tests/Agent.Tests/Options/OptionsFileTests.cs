using System.Text;
using Agent.Options;

namespace Agent.Tests.Options;

public sealed class OptionsFileTests
{
    [Fact]
    public void Empty_object_is_the_defaults() => Assert.Equal("sim:", Parse("{}").Camera.Uri);

    [Fact]
    public void Values_reach_their_options()
    {
        AgentOptions options = Parse("""
            { // a comment is welcome
              "site": "barn", "device": "pi-3",
              "camera": { "name": "gate", "uri": "file:x.mjpeg", "frames_per_second": 5, "loop": true },
              "broker": { "uri": "mqtts://u@host", "allow_insecure": true },
              "events": { "labels": ["person"], "crops": false },
            }
            """);
        Assert.Equal(("barn", "pi-3", "gate", 5.0, true), (options.Site, options.Device, options.Camera.Name, options.Camera.FramesPerSecond, options.Camera.Loop));
        Assert.Equal("mqtts://u@host", options.Broker.Uri);
        Assert.Equal(["person"], options.Events.Labels);
        Assert.False(options.Events.Crops);
    }

    [Theory]
    [InlineData("""{ "sitte": "x" }""", "$.sitte", "did you mean \"site\"?")]
    [InlineData("""{ "camera": { "url": "sim:" } }""", "$.camera.url", "did you mean \"uri\"?")]
    [InlineData("""{ "camera": { "zzzzzzzz": 1 } }""", "$.camera.zzzzzzzz", "known here: name, uri, frames_per_second, loop")]
    [InlineData("""{ "camera": 3 }""", "$.camera", "expected an object")]
    [InlineData("""{ "camera": { "loop": "yes" } }""", "$.camera.loop", "")]
    [InlineData("""{ "site": "My House" }""", "$.site", "expected 1 to 64")]
    [InlineData("""{ "camera": { "frames_per_second": 0 } }""", "$.camera.frames_per_second", "expected 0.1 to 120")]
    [InlineData("""{ "log_level": "loud" }""", "$.log_level", "expected one of")]
    [InlineData("""{ "model": "/no/such/file" }""", "$.model", "no file")]
    [InlineData("""{ "site": "a", "site": "b" }""", "site", "")]
    [InlineData("{ \"site\": \n \"a\", ]", "line 2", "")]
    public void A_fault_says_where_and_how_to_mend(string json, string where, string mend)
    {
        string fault = Assert.Single(Faults(json));
        Assert.StartsWith("vigie.json", fault);
        Assert.Contains(where, fault);
        Assert.Contains(mend, fault);
    }

    [Fact]
    public void All_faults_are_listed_at_once() =>
        Assert.Equal(3, Faults("""{ "site": "A", "device": "", "log_level": "x" }""").Count);

    private static AgentOptions Parse(string json) => OptionsFile.Parse(Encoding.UTF8.GetBytes(json), "vigie.json");

    private static IReadOnlyList<string> Faults(string json) => Assert.Throws<OptionsException>(() => Parse(json)).Faults;
}
