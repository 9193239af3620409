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
              "learning": { "enabled": true, "folder": "/tmp/x", "core_seconds_per_hour": 60, "stage": 2, "teacher": false },
            }
            """);
        Assert.Equal(("barn", "pi-3", "gate", 5.0, true), (options.Site, options.Device, options.Camera.Name, options.Camera.FramesPerSecond, options.Camera.Loop));
        Assert.Equal("mqtts://u@host", options.Broker.Uri);
        Assert.Equal(["person"], options.Events.Labels);
        Assert.False(options.Events.Crops);
        Assert.True(options.Learning is { Enabled: true, Folder: "/tmp/x", CoreSecondsPerHour: 60, Stage: 2, Teacher: false, CoreShare: 0.25, Steps: null, LabelsPerRound: 20 });
    }

    [Theory]
    [InlineData("""{ "sitte": "x" }""", "$.sitte", "did you mean \"site\"?")]
    [InlineData("""{ "camera": { "url": "sim:" } }""", "$.camera.url", "did you mean \"uri\"?")]
    [InlineData("""{ "camera": { "zzzzzzzz": 1 } }""", "$.camera.zzzzzzzz", "known here: name, uri, frames_per_second, loop")]
    [InlineData("""{ "camera": 3 }""", "$.camera", "expected an object")]
    [InlineData("""{ "camera": { "loop": "yes" } }""", "$.camera.loop", "")]
    [InlineData("""{ "site": "My House" }""", "$.site", "expected 1 to 64")]
    [InlineData("""{ "camera": { "frames_per_second": 0 } }""", "$.camera.frames_per_second", "expected 0.1 to 120")]
    [InlineData("""{ "learning": { "core_share": 0 } }""", "$.learning.core_share", "found 0, expected 0.01 to 1")]
    [InlineData("""{ "learning": { "core_seconds_per_hour": 3601 } }""", "$.learning.core_seconds_per_hour", "expected 1 to 3600")]
    [InlineData("""{ "learning": { "stage": 0 } }""", "$.learning.stage", "expected 1 to 16")]
    [InlineData("""{ "learning": { "labels_per_round": 0 } }""", "$.learning.labels_per_round", "expected 1 to 10000")]
    [InlineData("""{ "learning": { "steps": 1 } }""", "$.learning.steps", "expected 1000 to")]
    [InlineData("""{ "learning": { "folder": "" } }""", "$.learning.folder", "expected a folder")]
    [InlineData("""{ "learning": { "patch_key": [] } }""", "$.learning.patch_key", "did you mean \"patch_keys\"?")]
    [InlineData("""{ "learning": { "enabled": true, "patch_keys": ["/no/such/key"] } }""", "$.learning.patch_keys[0]", "cannot be read")]
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
