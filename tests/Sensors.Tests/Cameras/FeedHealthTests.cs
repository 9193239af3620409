using Sensors.Cameras;

namespace Sensors.Tests.Cameras;

public sealed class FeedHealthTests
{
    private static readonly CameraFeedOptions Defaults = new();

    private readonly FeedHealth _health = new(Defaults, DateTimeOffset.UnixEpoch);
    private DateTimeOffset _now = DateTimeOffset.UnixEpoch;
    private ulong _hash;

    [Fact]
    public void The_first_picture_brings_it_online_once()
    {
        Assert.Equal(CameraState.Starting, _health.Status.State);
        Assert.True(Sound());
        Assert.Equal(CameraState.Online, _health.Status.State);
        for (int i = 0; i < 100; i++)
            Assert.False(Sound());
    }

    [Fact]
    public void The_same_picture_for_long_and_often_enough_is_frozen_and_a_new_one_ends_it()
    {
        Assert.Equal(101, Enumerable.Range(1, 1000).First(_ => Same(0.1) && _health.Status.State == CameraState.Frozen));
        Assert.Contains("bit for bit", _health.Status.Reason, StringComparison.Ordinal);
        Assert.True(Sound());
        Assert.Equal(CameraState.Online, _health.Status.State);
    }

    [Fact]
    public void A_static_recording_of_a_few_seconds_at_a_high_rate_is_not_frozen()
    {
        for (int i = 0; i < 9 * 60; i++)
            Same(1 / 60.0);
        Assert.Equal(CameraState.Online, _health.Status.State);
    }

    [Fact]
    public void A_slow_camera_is_not_frozen_after_few_pictures()
    {
        for (int i = 0; i < 49; i++)
            Same(5);
        Assert.Equal(CameraState.Online, _health.Status.State);
        Same(5);
        Assert.Equal(CameraState.Frozen, _health.Status.State);
    }

    [Fact]
    public void Synthetic_sources_can_have_the_frozen_check_off()
    {
        FeedHealth health = new(Defaults with { DetectFrozen = false }, _now);
        for (int i = 0; i < 1000; i++)
            health.Picture(new PictureStatistics(1, 100, 30), 64, 48, _now.AddSeconds(i));
        Assert.Equal(CameraState.Online, health.Status.State);
    }

    [Fact]
    public void Black_needs_several_pictures_and_so_does_its_end()
    {
        Sound();
        for (int i = 0; i < 4; i++)
            Assert.False(Dark());
        Assert.True(Dark());
        Assert.Equal(CameraState.Black, _health.Status.State);
        for (int i = 0; i < 4; i++)
            Assert.False(Sound());
        Assert.False(Dark());
        for (int i = 0; i < 4; i++)
            Assert.False(Sound());
        Assert.True(Sound());
        Assert.Equal(CameraState.Online, _health.Status.State);
        Assert.Equal(6, _health.Black);
    }

    [Fact]
    public void A_lamp_in_the_night_is_not_black()
    {
        for (int i = 0; i < 20; i++)
            _health.Picture(new PictureStatistics(_hash++, 3, 15), 64, 48, _now);
        Assert.Equal(CameraState.Online, _health.Status.State);
    }

    [Fact]
    public void Single_damaged_pictures_are_counted_and_a_run_of_them_is_reported()
    {
        Sound();
        for (int i = 0; i < 10; i++)
        {
            Assert.False(_health.DamagedPicture("x", _now));
            Assert.False(Sound());
        }

        for (int i = 0; i < 4; i++)
            Assert.False(_health.DamagedPicture("x", _now));
        Assert.True(_health.DamagedPicture("bad marker", _now));
        Assert.Equal(CameraState.Damaged, _health.Status.State);
        Assert.Contains("bad marker", _health.Status.Reason, StringComparison.Ordinal);
        Assert.Equal(15, _health.Damaged);
        Assert.Equal(5, Enumerable.Range(1, 100).First(_ => Sound()));
        Assert.Equal(CameraState.Online, _health.Status.State);
    }

    [Fact]
    public void One_change_of_size_is_told_without_a_fault()
    {
        for (int i = 0; i < 30; i++)
            Sound();
        Assert.True(Sound(width: 32));
        Assert.Equal(CameraState.Online, _health.Status.State);
        Assert.Equal("the size changed from 64×48 to 32×48", _health.Status.Reason);
        Assert.Equal(1, _health.SizeChanges);
        Assert.False(Sound(width: 32));
    }

    [Fact]
    public void A_size_that_flips_is_damage_reported_once_until_it_is_steady()
    {
        int changes = 0;
        for (int i = 0; i < 40; i++)
            changes += Sound(width: i % 2 == 0 ? 64 : 32) ? 1 : 0;
        Assert.Equal(CameraState.Damaged, _health.Status.State);
        Assert.Equal(3, changes);
        Assert.Equal(39, _health.SizeChanges);
        for (int i = 0; i < 30; i++)
            Sound(width: 32);
        Assert.Equal(CameraState.Online, _health.Status.State);
    }

    [Fact]
    public void A_camera_that_stays_useless_is_to_be_opened_again_from_time_to_time()
    {
        int wishes = 0;
        for (int i = 0; i < 1000; i++)
        {
            Same(1);
            wishes += _health.TakeReopenWish() ? 1 : 0;
        }

        Assert.InRange(wishes, 2, 4);
        Assert.Equal(CameraState.Frozen, _health.Status.State);
    }

    [Fact]
    public void A_state_that_goes_on_is_entered_once()
    {
        Assert.True(_health.Lost("a", _now));
        Assert.False(_health.Lost("b", _now));
        Assert.True(_health.Stalled(TimeSpan.FromSeconds(5), _now));
        Assert.False(_health.Stalled(TimeSpan.FromSeconds(9), _now));
    }

    private bool Sound(int width = 64) => Picture(++_hash, 100, 30, width, 0.1);

    private bool Same(double seconds) => Picture(_hash, 100, 30, 64, seconds);

    private bool Dark() => Picture(++_hash, 2, 1, 64, 0.1);

    private bool Picture(ulong hash, double mean, double spread, int width, double seconds)
    {
        bool isChange = _health.Picture(new PictureStatistics(hash, mean, spread), width, 48, _now);
        _now = _now.AddSeconds(seconds);
        return isChange;
    }
}
