using Agent.Telemetry;

namespace Agent.Tests.Telemetry;

/// <summary>Where a board answers to: nowhere that the asker could not write, and nowhere that takes it for a request.</summary>
public sealed class AnswerAddressTests
{
    private static readonly Topics Topics = new("home", "gate-pi");

    [Theory]
    [InlineData(null)]
    [InlineData("asker/1")]
    [InlineData("vigieworks/1")]
    [InlineData("vigie/v1/home/gate-pi/answer/1")]
    [InlineData("vigie/v1/home/gate-pi/answer/yard/7")]
    public void Sound(string? topic) => Assert.Equal("", Fault(topic));

    [Theory]
    [InlineData("")]
    [InlineData("a/+")]
    [InlineData("a/#")]
    [InlineData("a\0")]
    [InlineData("$share/x/y")]
    [InlineData("vigie")]
    [InlineData("vigie/x")]
    [InlineData("vigie/v1/home/gate-pi/state")]
    [InlineData("vigie/v1/home/gate-pi/label")]
    [InlineData("vigie/v1/home/gate-pi/label/answer")]
    [InlineData("vigie/v1/home/gate-pi/cmd/revert")]
    [InlineData("vigie/v1/home/gate-pi/answer/")]
    [InlineData("vigie/v1/home/other/answer/1")]
    public void Refused(string topic) => Assert.Contains("expected", Fault(topic));

    [Fact]
    public void What_is_too_long_is_refused()
    {
        Assert.Contains("257 characters", Fault(new string('a', 257)));
        Assert.Contains("257 bytes", Fault("a", new byte[257]));
    }

    private static string Fault(string? topic, byte[]? correlation = null) =>
        AnswerAddress.Fault(new MqttRequest(Topics.Label, [], 0, false, topic, correlation, null), Topics);
}
