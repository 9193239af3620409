using Agent.Tracking;

namespace Agent.Tests.Tracking;

public class EventRingTests
{
    [Fact]
    public void Events_leave_in_order_and_a_full_ring_refuses_and_counts()
    {
        EventRing ring = new(3);
        BestView view = new();
        for (int n = 1; n <= 5; n++)
            Assert.Equal(n <= 3, ring.TryWrite(News(n), view));
        Assert.Equal(2, ring.Refused);
        for (int n = 1; n <= 3; n++)
        {
            Assert.True(ring.TryPeek(out EventSlot? slot));
            Assert.Equal(n, slot.Event.TrackId);
            ring.Release();
        }

        Assert.False(ring.TryPeek(out _));
        Assert.Throws<InvalidOperationException>(ring.Release);
    }

    [Fact]
    public async Task Two_threads_lose_nothing_and_mix_nothing_up()
    {
        EventRing ring = new(4);
        const int Events = 2_000;
        Task reader = Task.Run(
            () =>
            {
                SpinWait wait = default;
                for (long expected = 1; expected <= Events;)
                {
                    if (!ring.TryPeek(out EventSlot? slot))
                    {
                        wait.SpinOnce();
                        continue;
                    }

                    Assert.Equal(expected, slot.Event.TrackId);
                    Assert.Equal((byte)expected, slot.View.Network[0]);
                    ring.Release();
                    expected++;
                }
            },
            TestContext.Current.CancellationToken);
        BestView view = new();
        view.Resize(1, 1, 1, 1);
        for (int n = 1; n <= Events; n++)
        {
            view.Network[0] = (byte)n;
            SpinWait wait = default;
            while (!ring.TryWrite(News(n), view))
                wait.SpinOnce();
        }

        await reader;
    }

    private static TrackEvent News(long id) => new(TrackEventKind.New, id, 1, 60000, default, 1, 10, 0, id, default, default, 3, 320, 240);
}
