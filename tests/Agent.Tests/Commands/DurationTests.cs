using Agent.Commands;

namespace Agent.Tests.Commands;

public sealed class DurationTests
{
    [Theory]
    [InlineData("90s", 90)]
    [InlineData("1.5h", 5400)]
    [InlineData("10m", 600)]
    [InlineData("2d", 172800)]
    public void A_number_with_its_unit_is_a_length_of_time(string text, double seconds)
    {
        Assert.True(Duration.TryParse(text, out TimeSpan time));
        Assert.Equal(seconds, time.TotalSeconds);
    }

    [Theory]
    [InlineData("")]
    [InlineData("s")]
    [InlineData("10")]
    [InlineData("-1s")]
    [InlineData("0m")]
    [InlineData("NaNs")]
    [InlineData("1e300d")]
    public void Anything_else_is_not(string text) => Assert.False(Duration.TryParse(text, out _));
}
