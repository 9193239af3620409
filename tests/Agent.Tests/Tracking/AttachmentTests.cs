using Agent.Tracking;
using Inference;
using Inference.Gating;

namespace Agent.Tests.Tracking;

public class AttachmentTests
{
    private const int Person = 1;
    private const int Vehicle = 2;
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(100);
    private readonly EventRing _ring = new(4096);
    private readonly Tracker _tracker = new(640, 480, 3, 0, new TrackerOptions());
    private long _frame;

    [Fact]
    public void Roof_and_body_seen_apart_while_coming_in_are_one_event()
    {
        for (int step = 0; step < 16; step++)
        {
            int right = 60 + (step * 32);
            int left = Math.Max(0, right - 240);
            if (step < 5)
                Step(Vehicle, Between(left, right, 190, 104));
            else
                Step(Vehicle, Between(left, right, 190, 60), Between(left, right, 256, 38));
        }

        Assert.Single(News());
    }

    [Fact]
    public void A_vehicle_cut_in_two_by_a_post_is_one_event_and_ends_once_with_its_front()
    {
        for (int step = 0; step < 30; step++)
        {
            int right = 60 + (step * 32);
            int left = Math.Max(0, right - 260);
            Region[] parts = [Between(left, Math.Min(right, 240), 190, 104), Between(Math.Max(left, 248), Math.Min(right, 640), 190, 104)];
            Step(Vehicle, [.. parts.Where(part => part.Width > 8)]);
        }

        for (int step = 0; step < 30; step++)
            Step(Vehicle);
        TrackEvent[] events = [.. Drain().Where(news => news.Kind != TrackEventKind.Update)];
        Assert.Equal([TrackEventKind.New, TrackEventKind.End], events.Select(news => news.Kind));
        Assert.Equal(events[0].TrackId, events[1].TrackId);
        Assert.True(events[1].Box.X > 300);
    }

    [Fact]
    public void A_car_that_follows_closely_over_the_edge_is_its_own_event()
    {
        for (int step = 0; step < 22; step++)
        {
            int first = 60 + (step * 25);
            Region[] cars = [Between(Math.Max(0, first - 150), first, 200, 80), Between(Math.Max(0, first - 312), first - 162, 200, 80)];
            Step(Vehicle, [.. cars.Where(car => car.Width > 8)]);
        }

        Assert.Equal(2, News().Length);
    }

    [Fact]
    public void Two_people_who_come_as_one_and_part_are_two_events()
    {
        for (int step = 0; step < 40; step++)
        {
            int x = 60 + (step * 6);
            if (step < 10)
                Step(Person, Between(x, x + 76, 200, 90));
            else
                Step(Person, Between(x, x + 38, 200, 90), Between(x + 42 + ((step - 10) * 4), x + 80 + ((step - 10) * 4), 200, 90));
        }

        Assert.Equal(2, News().Length);
    }

    [Fact]
    public void Two_that_walk_towards_each_other_and_stop_are_two_events()
    {
        for (int step = 0; step < 40; step++)
        {
            int way = Math.Min(step, 30) * 6;
            Step(Person, Between(60 + way, 100 + way, 200, 90), Between(466 - way, 506 - way, 200, 90));
        }

        Assert.Equal(2, News().Length);
    }

    [Fact]
    public void What_gets_out_of_a_vehicle_is_another_class_and_its_own_event()
    {
        int[] answers = [Vehicle, Person];
        for (int step = 0; step < 40; step++)
        {
            int x = Math.Min(40 + (step * 20), 300);
            if (step < 20)
                Step(Vehicle, Between(x, x + 200, 200, 90));
            else
                Step(answers, Between(300, 500, 200, 90), Between(506 + ((step - 20) / 2), 536 + ((step - 20) / 2), 200, 90));
        }

        Assert.Contains(News(), news => news.Class == Person);
    }

    private static Region Between(int left, int right, int y, int height) =>
        new(left, y, Math.Max(0, right - left), height, Math.Max(0, right - left) * height);

    private void Step(int answer, params Region[] regions) => Step([answer, answer], regions);

    /// <summary>One frame in which the first track born is of the first class and all others of the second.</summary>
    private void Step(int[] answers, params Region[] regions)
    {
        _tracker.Step(regions, Period, _frame, DateTimeOffset.UnixEpoch + (_frame * Period));
        _frame++;
        while (_tracker.NextLook(out int track, out Box _))
        {
            int answer = answers[_tracker.Tracks[track].Id == 1 ? 0 : 1];
            int[] probabilities = [2000, 2000, 2000];
            probabilities[answer] = 61536;
            _tracker.Observe(track, new Prediction(answer, probabilities[answer], 1, 1000), probabilities);
        }

        _tracker.Report(_ring, 0);
    }

    private TrackEvent[] News() => [.. Drain().Where(news => news.Kind == TrackEventKind.New)];

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
