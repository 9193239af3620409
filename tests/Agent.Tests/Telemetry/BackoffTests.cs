using Agent.Telemetry;

namespace Agent.Tests.Telemetry;

public sealed class BackoffTests
{
    [Fact]
    public void Waits_double_to_the_cap_and_are_shortened_by_at_most_half()
    {
        Backoff backoff = new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(60), new Random(3));
        foreach (double whole in new double[] { 1, 2, 4, 8, 16, 32, 60, 60, 60 })
            Assert.InRange(backoff.Next().TotalSeconds, whole / 2, whole);
        backoff.Reset();
        Assert.InRange(backoff.Next().TotalSeconds, 0.5, 1);
    }

    [Fact]
    public void It_never_overflows() =>
        Assert.All(Enumerable.Repeat(new Backoff(TimeSpan.FromSeconds(1), TimeSpan.MaxValue, new Random(3)), 200), b => Assert.True(b.Next() > TimeSpan.Zero));

    [Fact]
    public void Two_boards_do_not_wait_alike()
    {
        Backoff one = new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(60), new Random(3));
        Backoff other = new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(60), new Random(4));
        Assert.NotEqual(one.Next(), other.Next());
    }
}
