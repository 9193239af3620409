using Sensors.Cameras;
using Sensors.Tests.Support;

namespace Sensors.Tests.Cameras;

public sealed class FeedAllocationTests
{
    private const int WarmUp = 300;
    private const int Last = 2000;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void After_warming_up_neither_thread_allocates(bool everyFrame)
    {
        AllocationProbe probe = new(160, 120, everyFrame ? 1000 : null, WarmUp, Last);
        using CameraFeed feed = new(() => probe, new CameraFeedOptions { EveryFrame = everyFrame }, TimeProvider.System);
        using CancellationTokenSource cancel = new();
        Frame frame = new();
        while (frame.Sequence < WarmUp)
            Assert.True(feed.TryTake(frame, 30_000, cancel.Token));
        long before = GC.GetAllocatedBytesForCurrentThread();
        while (feed.TryTake(frame, 30_000, cancel.Token))
        {
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(0, probe.Allocated);
        Assert.Equal(Last - 1, frame.Sequence);
    }
}
