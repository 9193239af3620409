using Agent.Learning;
using Agent.Tests.Telemetry.Support;

namespace Agent.Tests.Learning;

public sealed class CommandTimeTests
{
    [Theory]
    [InlineData("2026-05-04T12:00:00Z", "")]
    [InlineData("2026-05-04T12:00:00.123456Z", "")]
    [InlineData("2026-05-04T14:00:00+02:00", "")]
    [InlineData("2026-05-04T11:59:00Z", "")]
    [InlineData("2026-05-04T12:01:00Z", "")]
    [InlineData("2026-05-04T11:58:59Z", "found a command 61 s old")]
    [InlineData("2026-05-04T12:01:01Z", "found a command 61 s ahead")]
    [InlineData("2026-05-04T12:00:00", "that is none")]
    [InlineData("2026-05-04 12:00:00Z", "that is none")]
    [InlineData("1777896000", "that is none")]
    [InlineData("", "that is none")]
    [InlineData(null, "found no user property time")]
    public void A_command_is_of_now_by_the_boards_clock(string? time, string words)
    {
        string fault = CommandTime.Fault(time, Given.Noon);
        Assert.Equal(words.Length == 0, fault.Length == 0);
        Assert.Contains(words, fault);
    }
}
