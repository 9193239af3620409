using Microsoft.Extensions.Time.Testing;
using Sensors.Cameras;
using Sensors.Tests.Support;

namespace Sensors.Tests.Cameras;

/// <summary>Recordings: paced at their rate, or every picture as fast as it is taken.</summary>
public sealed class RecordingFeedTests
{
    private static readonly CameraFeedOptions Every = new() { EveryFrame = true };

    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void A_recording_is_paced_at_its_rate()
    {
        using WatchedFeed watched = new(_time, Recording().Pictures(4).Ends());
        Frame frame = new();
        for (int i = 0; i < 4; i++)
        {
            Assert.True(i == 0 || !watched.Settle().Feed.TryTake(frame, 0, CancellationToken.None));
            _time.Advance(i == 0 ? TimeSpan.Zero : TimeSpan.FromMilliseconds(100));
            Assert.True(watched.Feed.TryTake(frame, 30_000, CancellationToken.None));
            Assert.Equal(i, frame.Sequence);
        }

        Assert.Equal(0, watched.Feed.Counters.Missed);
    }

    [Fact]
    public void Every_frame_is_taken_in_order_and_then_it_has_ended()
    {
        using WatchedFeed watched = new(_time, Recording().Pictures(50).Damaged(1).Pictures(50).Ends(), Every);
        Frame frame = new();
        List<long> taken = [];
        while (watched.Feed.TryTake(frame, 30_000, CancellationToken.None))
        {
            Assert.Equal(Some.Luma(32, 24, taken.Count + 1), frame.Luma.ToArray());
            taken.Add(frame.Sequence);
        }

        Assert.Equal(Enumerable.Range(0, 101).Where(i => i != 50).Select(i => (long)i), taken);
        Assert.True(watched.Feed.Ended);
        Assert.Equal([CameraState.Online, CameraState.Ended], watched.States);
        Assert.Equal(0, watched.Feed.Counters.Missed);
    }

    [Fact]
    public async Task A_recording_that_breaks_off_is_opened_again_and_goes_on_where_it_was()
    {
        using WatchedFeed watched = new(_time, Recording().Pictures(5).Gone().Pictures(9).Ends(), Every);
        Task<List<long>> taking = Task.Run(() => TakeAll(watched.Feed));
        watched.Retry();
        Assert.Equal(Enumerable.Range(0, 9).Select(i => (long)i), await taking);
        Assert.Equal([CameraState.Online, CameraState.Offline, CameraState.Online, CameraState.Ended], watched.States);
    }

    [Fact]
    public async Task A_recording_that_never_gets_further_is_given_up_as_offline()
    {
        CameraScript script = Recording().Pictures(5).Gone("bad sector");
        script.Pictures(5).Gone("bad sector").Pictures(3).Gone("bad sector").Gone("bad sector");
        using WatchedFeed watched = new(_time, script, Every);
        Task<List<long>> taking = Task.Run(() => TakeAll(watched.Feed));
        watched.Retry().Retry();
        _time.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal(5, (await taking).Count);
        Assert.True(watched.Feed.Ended);
        Assert.Equal(CameraState.Offline, watched.Feed.Status.State);
        Assert.Equal("bad sector", watched.LastReason);
        Assert.Equal(4, script.Opened);
    }

    private static List<long> TakeAll(CameraFeed feed)
    {
        Frame frame = new();
        List<long> taken = [];
        while (feed.TryTake(frame, -1, CancellationToken.None))
            taken.Add(frame.Sequence);
        return taken;
    }

    private CameraScript Recording() => new(_time) { Rate = 10, Period = TimeSpan.Zero };
}
