namespace Sensors.Tests;

public sealed class BackoffTests
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    [Fact]
    public void Pauses_double_up_to_the_longest_and_lose_at_most_half_by_chance()
    {
        for (int seed = 0; seed < 50; seed++)
        {
            Backoff backoff = new(First, Longest, new Random(seed));
            for (int attempt = 0; attempt < 40; attempt++)
            {
                double full = Math.Min(60, Math.Pow(2, Math.Min(attempt, 30)));
                Assert.InRange(backoff.Next().TotalSeconds, full / 2, full);
            }
        }
    }

    [Fact]
    public void Boards_with_different_seeds_do_not_come_back_together() =>
        Assert.True(Enumerable.Range(0, 20).Select(seed => new Backoff(First, Longest, new Random(seed)).Next()).Distinct().Count() > 15);

    [Fact]
    public void After_success_it_starts_again()
    {
        Backoff backoff = new(First, Longest, new Random(1));
        for (int i = 0; i < 9; i++)
            _ = backoff.Next();
        backoff.Reset();
        Assert.InRange(backoff.Next(), First / 2, First);
    }

    [Fact]
    public void A_boundless_pause_does_not_overflow()
    {
        Backoff backoff = new(First, TimeSpan.MaxValue, new Random(3));
        for (int i = 0; i < 200; i++)
            Assert.True(backoff.Next() > TimeSpan.Zero);
    }
}
