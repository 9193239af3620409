using Agent.Telemetry;
using Microsoft.Extensions.Time.Testing;

namespace Agent.Tests.Telemetry;

public sealed class LinkCheckTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task An_echo_in_time_gives_the_round_trip()
    {
        LinkCheck check = new(TimeSpan.FromSeconds(20), _time);
        long sent = 0;
        Task<TimeSpan?> running = check.RunAsync((count, _) => Send(count, ref sent), TestContext.Current.CancellationToken);
        _time.Advance(TimeSpan.FromMilliseconds(120));
        check.Received(sent);
        Assert.Equal(TimeSpan.FromMilliseconds(120), await running);
    }

    [Fact]
    public async Task No_echo_in_time_is_a_silent_link()
    {
        LinkCheck check = new(TimeSpan.FromSeconds(20), _time);
        Task<TimeSpan?> running = check.RunAsync((_, _) => Task.CompletedTask, TestContext.Current.CancellationToken);
        _time.Advance(TimeSpan.FromSeconds(19.9));
        Assert.False(running.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(0.1));
        Assert.Null(await running);
    }

    [Fact]
    public async Task A_send_that_hangs_is_a_silent_link_too()
    {
        LinkCheck check = new(TimeSpan.FromSeconds(20), _time);
        Task<TimeSpan?> running = check.RunAsync((_, token) => Task.Delay(Timeout.Infinite, token), TestContext.Current.CancellationToken);
        _time.Advance(TimeSpan.FromSeconds(20));
        Assert.Null(await running);
    }

    [Fact]
    public async Task An_echo_of_an_earlier_check_does_not_count()
    {
        LinkCheck check = new(TimeSpan.FromSeconds(20), _time);
        long sent = 0;
        Task<TimeSpan?> first = check.RunAsync((count, _) => Send(count, ref sent), TestContext.Current.CancellationToken);
        _time.Advance(TimeSpan.FromSeconds(20));
        Assert.Null(await first);
        Task<TimeSpan?> second = check.RunAsync((_, _) => Task.CompletedTask, TestContext.Current.CancellationToken);
        check.Received(sent);
        Assert.False(second.IsCompleted);
        check.Received(sent + 1);
        Assert.NotNull(await second);
    }

    private static Task Send(long count, ref long sent)
    {
        sent = count;
        return Task.CompletedTask;
    }
}
