using Microsoft.Extensions.Time.Testing;
using Sensors.Cameras;
using Sensors.Tests.Support;

namespace Sensors.Tests.Cameras;

public sealed class CameraFeedTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void A_camera_that_cannot_be_opened_is_tried_again_until_it_can()
    {
        using WatchedFeed watched = new(_time, new CameraScript(_time).CannotBeOpened(20).Pictures(3));
        watched.Settle();
        Assert.Equal(CameraState.Offline, watched.Feed.Status.State);
        Assert.Equal("no such device", watched.LastReason);
        for (int i = 0; i < 20; i++)
            watched.Retry();
        Assert.Equal([CameraState.Offline, CameraState.Online], watched.States);
        Assert.Equal(20, watched.Feed.Counters.Failures);
        Assert.Equal(0, watched.Feed.Counters.Restarts);
    }

    [Fact]
    public void A_camera_that_goes_away_is_reported_and_comes_back()
    {
        using WatchedFeed watched = new(_time, new CameraScript(_time).Pictures(5).Gone("unplugged").Pictures(5));
        watched.Settle();
        Assert.Equal("unplugged", watched.LastReason);
        watched.Retry();
        Assert.Equal([CameraState.Online, CameraState.Offline, CameraState.Online], watched.States);
        Assert.Equal(10, watched.Feed.Counters.Read);
        Assert.Equal(1, watched.Feed.Counters.Restarts);
    }

    [Fact]
    public void A_fault_in_the_code_of_a_camera_is_no_end_either()
    {
        using WatchedFeed watched = new(_time, new CameraScript(_time).Pictures(1).Bug().Pictures(1));
        watched.Settle();
        Assert.Contains("InvalidOperationException: odd", watched.LastReason, StringComparison.Ordinal);
        watched.Retry();
        Assert.Equal(CameraState.Online, watched.Feed.Status.State);
    }

    [Fact]
    public void A_camera_that_blocks_is_closed_from_outside_and_opened_again()
    {
        CameraScript script = new CameraScript(_time).Pictures(20).Blocks().Pictures(5);
        using WatchedFeed watched = new(_time, script);
        watched.Settle();
        _time.Advance(TimeSpan.FromSeconds(4));
        Assert.Equal(CameraState.Online, watched.Feed.Status.State);
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(CameraState.Stalled, watched.Feed.Status.State);
        Assert.True(SpinWait.SpinUntil(() => watched.Feed.IsPausing, TimeSpan.FromSeconds(30)));
        watched.Retry();
        Assert.Equal([CameraState.Online, CameraState.Stalled, CameraState.Online], watched.States);
        Assert.Equal(1, watched.Feed.Counters.Stalls);
        Assert.Equal(0, watched.Feed.Counters.Failures);
        Assert.Equal(2, script.Opened);
    }

    [Fact]
    public void A_slow_camera_is_given_twenty_of_its_periods()
    {
        CameraScript script = new CameraScript(_time) { Period = TimeSpan.FromSeconds(2) }.Pictures(100).Blocks();
        using WatchedFeed watched = new(_time, script);
        watched.Settle();
        _time.Advance(TimeSpan.FromSeconds(35));
        Assert.Equal(CameraState.Online, watched.Feed.Status.State);
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(CameraState.Stalled, watched.Feed.Status.State);
    }

    [Fact]
    public void A_camera_that_freezes_is_reported_and_recovers()
    {
        using WatchedFeed watched = new(_time, new CameraScript(_time).Pictures(5).Equal(110).Pictures(5));
        watched.Settle();
        Assert.Equal([CameraState.Online, CameraState.Frozen, CameraState.Online], watched.States);
        Assert.Equal(10, watched.Feed.Counters.Frozen);
    }

    [Fact]
    public void A_camera_that_stays_frozen_is_opened_again_without_ceasing_to_be_frozen()
    {
        using WatchedFeed watched = new(_time, new CameraScript(_time).Equal(700));
        watched.Settle().Retry().Retry();
        Assert.Equal([CameraState.Online, CameraState.Frozen], watched.States);
        Assert.Equal(2, watched.Feed.Counters.Restarts);
    }

    [Fact]
    public void Black_pictures_are_reported_and_their_end_too()
    {
        using WatchedFeed watched = new(_time, new CameraScript(_time).Pictures(5).Black(8).Pictures(8));
        watched.Settle();
        Assert.Equal([CameraState.Online, CameraState.Black, CameraState.Online], watched.States);
        Assert.Equal(8, watched.Feed.Counters.Black);
    }

    [Fact]
    public void Damaged_pictures_are_skipped_and_a_run_is_reported()
    {
        using WatchedFeed watched = new(_time, new CameraScript(_time).Pictures(2).Damaged(1).Pictures(2).Damaged(6).Pictures(9));
        watched.Settle();
        Assert.Equal([CameraState.Online, CameraState.Damaged, CameraState.Online], watched.States);
        Assert.Equal(7, watched.Feed.Counters.Damaged);
        Assert.Equal(13, watched.Feed.Counters.Read);
    }

    [Fact]
    public void A_change_of_size_reaches_the_taker_and_the_counters()
    {
        using WatchedFeed watched = new(_time, new CameraScript(_time).Pictures(40).Size(20, 10).Pictures(1));
        watched.Settle();
        Frame frame = new();
        Assert.True(watched.Feed.TryTake(frame, 0, CancellationToken.None));
        Assert.Equal((20, 10), (frame.Width, frame.Height));
        Assert.Equal(1, watched.Feed.Counters.SizeChanges);
        Assert.Equal("the size changed from 32×24 to 20×10", watched.LastReason);
    }

    [Fact]
    public void The_newest_picture_wins_and_the_others_count_as_missed()
    {
        using WatchedFeed watched = new(_time, new CameraScript(_time).Pictures(10));
        watched.Settle();
        Frame frame = new();
        Assert.True(watched.Feed.TryTake(frame, 0, CancellationToken.None));
        Assert.Equal(9, frame.Sequence);
        Assert.Equal(Some.Luma(32, 24, seed: 10), frame.Luma.ToArray());
        Assert.Equal(9, watched.Feed.Counters.Missed);
        Assert.False(watched.Feed.TryTake(frame, 0, CancellationToken.None));
    }

    [Fact]
    public void Closing_ends_a_camera_that_blocks()
    {
        WatchedFeed watched = new(_time, new CameraScript(_time).Blocks());
        watched.Settle();
        watched.Dispose();
        Assert.True(watched.Feed.Ended);
        Assert.Equal(CameraState.Starting, watched.Feed.Status.State);
    }

    [Fact]
    public void Closing_ends_a_pause()
    {
        WatchedFeed watched = new(_time, new CameraScript(_time).CannotBeOpened(5));
        watched.Settle();
        watched.Dispose();
        Assert.False(watched.Feed.TryTake(new Frame(), -1, CancellationToken.None));
    }

    [Fact]
    public async Task A_wait_for_a_picture_can_be_cancelled()
    {
        using WatchedFeed watched = new(_time, new CameraScript(_time));
        using CancellationTokenSource cancel = new();
        Task<bool> taking = Task.Run(() => watched.Feed.TryTake(new Frame(), -1, cancel.Token), CancellationToken.None);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => taking);
    }
}
