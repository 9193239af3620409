using Agent.Tracking;
using Inference;
using Inference.Gating;

namespace Agent.Tests.Tracking;

public class TrackerTests
{
    private const int Nothing = 0;
    private const int Person = 1;
    private const int Vehicle = 2;
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(100);
    private readonly EventRing _ring = new(4096);
    private readonly Tracker _tracker = new(640, 480, 3, Nothing, new TrackerOptions());
    private long _frame;

    [Fact]
    public void One_object_walking_through_is_one_new_and_one_end()
    {
        for (int step = 0; step < 60; step++)
            Step(Person, Square(20 + (step * 10), 200, 40));
        for (int step = 0; step < 30; step++)
            Step(Person);
        Assert.Equal([TrackEventKind.New, TrackEventKind.End], Drain().Select(news => news.Kind));
        Assert.Equal(1, _tracker.Started);
    }

    [Fact]
    public void What_stays_nothing_is_never_reported()
    {
        for (int step = 0; step < 60; step++)
            Step(Nothing, Square(20 + (step * 10), 200, 40));
        _tracker.EndAll();
        _tracker.Report(_ring, 0);
        Assert.Empty(Drain());
    }

    [Fact]
    public void Two_that_cross_keep_their_numbers()
    {
        for (int step = 0; step < 50; step++)
        {
            int a = 100 + (step * 8);
            int b = 492 - (step * 8);
            if (Math.Abs(a - b) < 44)
                Step(Person, new Region(Math.Min(a, b), 200, Math.Abs(a - b) + 40, 80, 3000));
            else
                Step(Person, new Region(a, 200, 40, 80, 3000), new Region(b, 200, 40, 80, 3000));
        }

        Assert.Equal(2, _tracker.Started);
        Assert.InRange(Track(1).Box.X, 470, 510);
        Assert.InRange(Track(2).Box.X, 80, 120);
    }

    [Fact]
    public void A_person_broken_in_two_is_one_track()
    {
        for (int step = 0; step < 40; step++)
        {
            int x = 50 + (step * 8);
            if (step < 8 || step % 3 == 0)
                Step(Person, new Region(x, 100, 40, 100, 3000));
            else
                Step(Person, new Region(x + 5, 100, 30, 30, 700), new Region(x, 150, 40, 50, 1500));
        }

        Assert.Equal(1, _tracker.Started);
        Assert.Single(Drain());
    }

    [Fact]
    public void A_gap_of_a_few_frames_does_not_end_a_track()
    {
        for (int step = 0; step < 50; step++)
        {
            if (step is > 20 and < 27)
                Step(Person);
            else
                Step(Person, Square(20 + (step * 8), 200, 40));
        }

        Assert.Equal(1, _tracker.Started);
    }

    [Fact]
    public void One_leaves_over_an_edge_and_the_next_comes_in_there_as_another_track()
    {
        for (int step = 0; step < 25; step++)
            Step(Person, new Region(Math.Max(0, 200 - (step * 10)), 200, Math.Min(40, 240 - (step * 10)), 80, 2000));
        for (int step = 1; step < 25; step++)
            Step(Person, new Region(Math.Max(0, (step * 10) - 40), 200, Math.Min(40, step * 10), 80, 2000));
        Assert.Equal([TrackEventKind.New, TrackEventKind.End, TrackEventKind.New], Drain().Select(news => news.Kind));
    }

    [Fact]
    public void What_covers_a_person_does_not_take_over_its_number()
    {
        for (int step = 0; step < 40; step++)
            Step(Person, new Region(100 + (step * 4), 200, 30, 80, 2000));
        for (int step = 40; step < 60; step++)
            Step(Vehicle, new Region(Math.Max(0, -500 + (step * 15)), 150, 260, 200, 30000));
        List<TrackEvent> events = Drain();
        Assert.Equal([1L, 2L], events.Where(news => news.Kind == TrackEventKind.New).Select(news => news.TrackId));
        Assert.Equal(Vehicle, events.Last(news => news.Kind == TrackEventKind.New).Class);
    }

    [Fact]
    public void A_full_ring_delays_the_first_event_and_does_not_lose_it()
    {
        EventRing small = new(1);
        Assert.True(small.TryWrite(default, new BestView()));
        for (int step = 0; step < 20; step++)
            Step(small, Person, Square(20 + (step * 10), 200, 40));
        Assert.True(small.Refused > 0);
        small.Release();
        Step(small, Person, Square(220, 200, 40));
        Assert.True(small.TryPeek(out EventSlot? slot));
        Assert.Equal(TrackEventKind.New, slot.Event.Kind);
    }

    [Fact]
    public void A_class_that_is_not_wanted_is_followed_and_not_reported()
    {
        _tracker.Announce(Person, false);
        for (int step = 0; step < 40; step++)
            Step(Person, Square(20 + (step * 10), 200, 40));
        Assert.Empty(Drain());
        Assert.Equal(1, _tracker.Confirmed);
    }

    [Fact]
    public void Random_regions_never_throw_boxes_stay_valid_and_no_track_is_new_twice()
    {
        Random random = new(11);
        HashSet<long> announced = [];
        for (int step = 0; step < 3000; step++)
        {
            Region[] regions = new Region[random.Next(60)];
            for (int r = 0; r < regions.Length; r++)
            {
                int x = random.Next(639);
                int y = random.Next(479);
                regions[r] = new Region(x, y, random.Next(1, 640 - x + 1), random.Next(1, 480 - y + 1), random.Next(1, 5000));
            }

            Step(random.Next(3), step % 50 < 25 ? regions[..Math.Min(regions.Length, 4)] : regions);
            foreach (TrackEvent news in Drain())
            {
                Assert.True(news.Box.X >= 0 && news.Box.Y >= 0 && news.Box.Width > 0 && news.Box.Height > 0);
                Assert.True(news.Box.X + news.Box.Width <= 640 && news.Box.Y + news.Box.Height <= 480);
                Assert.True(news.Kind == TrackEventKind.New ? announced.Add(news.TrackId) : announced.Contains(news.TrackId));
            }
        }
    }

    private static Region Square(int x, int y, int side) => new(x, y, side, side, side * side);

    private Track Track(long id)
    {
        foreach (Track track in _tracker.Tracks)
        {
            if (track.Id == id)
                return track;
        }

        throw new InvalidOperationException($"no track {id}");
    }

    private void Step(int answer, params Region[] regions) => Step(_ring, answer, regions);

    private void Step(EventRing ring, int answer, params Region[] regions)
    {
        _tracker.Step(regions, Period, _frame, DateTimeOffset.UnixEpoch + (_frame * Period));
        _frame++;
        while (_tracker.NextLook(out int track, out Box crop))
        {
            Assert.True(crop.X >= 0 && crop.Y >= 0 && crop.X + crop.Width <= 640 && crop.Y + crop.Height <= 480);
            int[] probabilities = [2000, 2000, 2000];
            probabilities[answer] = 61536;
            _tracker.Observe(track, new Prediction(answer, probabilities[answer], 1, 1000), probabilities);
        }

        _tracker.Report(ring, 0);
    }

    private List<TrackEvent> Drain()
    {
        List<TrackEvent> events = [];
        while (_ring.TryPeek(out EventSlot? slot))
        {
            events.Add(slot.Event);
            _ring.Release();
        }

        return events;
    }
}
