using Sensors.Cameras;

namespace Sensors.Tests.Cameras;

public sealed class FeedClockTests
{
    private static readonly DateTimeOffset Start = new(2026, 5, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_recording_is_dated_by_its_rate_however_fast_it_is_read()
    {
        FeedClock clock = new(everyFrame: true);
        clock.NewSession();
        for (int i = 0; i < 100; i++)
            Assert.Equal(Start.AddMilliseconds(i * 100), Stamp(clock, i, 10, Start.AddMilliseconds(i)).Captured);
    }

    [Fact]
    public void A_recording_read_too_late_is_not_hurried()
    {
        FeedClock clock = new(everyFrame: false);
        clock.NewSession();
        _ = Stamp(clock, 0, 10, Start);
        Assert.Equal(Start.AddSeconds(30), Stamp(clock, 1, 10, Start.AddSeconds(30)).Captured);
        Assert.Equal(Start.AddSeconds(30.1), Stamp(clock, 2, 10, Start.AddSeconds(30)).Captured);
    }

    [Fact]
    public void A_live_camera_opened_again_goes_on_counting()
    {
        FeedClock clock = new(everyFrame: false);
        clock.NewSession();
        Assert.Equal(0, Stamp(clock, 0, null, Start).Sequence);
        Assert.Equal(1, Stamp(clock, 1, null, Start).Sequence);
        clock.NewSession();
        Assert.Equal(2, Stamp(clock, 0, null, Start).Sequence);
        Assert.Equal(4, Stamp(clock, 2, null, Start).Sequence);
    }

    [Fact]
    public void A_recording_opened_again_for_every_frame_goes_on_where_it_stopped()
    {
        FeedClock clock = new(everyFrame: true);
        clock.NewSession();
        _ = Stamp(clock, 0, 10, Start);
        _ = Stamp(clock, 1, 10, Start);
        clock.NewSession();
        Assert.False(clock.Stamp(new Frame { Sequence = 0 }, 10, Start));
        Assert.False(clock.Stamp(new Frame { Sequence = 1 }, 10, Start));
        Assert.Equal(2, Stamp(clock, 2, 10, Start).Sequence);
    }

    private static Frame Stamp(FeedClock clock, long sequence, double? rate, DateTimeOffset now)
    {
        Frame frame = new() { Sequence = sequence };
        Assert.True(clock.Stamp(frame, rate, now));
        return frame;
    }
}
