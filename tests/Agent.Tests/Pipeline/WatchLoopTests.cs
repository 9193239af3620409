using Agent.Pipeline;
using Agent.Tracking;
using Inference;
using Sensors;

namespace Agent.Tests.Pipeline;

public class WatchLoopTests
{
    [Fact]
    public void A_moving_scene_allocates_nothing_after_warm_up_and_gives_events()
    {
        EventRing ring = new(64);
        WatchLoop loop = new(new DarkIsPerson(), ring, new WatchOptions());
        Frame frame = new();
        frame.Resize(320, 240);
        byte[] noise = new byte[(320 * 240) + 4096];
        new Random(1).NextBytes(noise);
        int events = 0;
        for (int n = 0; n < 200; n++)
            events += Feed(loop, ring, frame, noise, n);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int n = 200; n < 1200; n++)
            events += Feed(loop, ring, frame, noise, n);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.InRange(events, 15, 60);
        ExitCount[] exits = new ExitCount[2];
        WatchCounters counters = loop.Counters.Snapshot(exits);
        Assert.Equal(1200, counters.Frames);
        Assert.Equal(exits[0].Decisions * 500, exits[0].Macs);
        Assert.True(exits[0].Decisions > 0 && counters.Gate.Quiet > 0);
    }

    [Fact]
    public void A_new_size_is_counted_ends_the_tracks_and_uses_no_number_again()
    {
        EventRing ring = new(64);
        WatchLoop loop = new(new DarkIsPerson(), ring, new WatchOptions());
        Frame frame = new();
        byte[] noise = new byte[(640 * 480) + 4096];
        HashSet<long> numbers = [];
        foreach (int width in new[] { 320, 640, 320 })
        {
            frame.Resize(width, 240);
            for (int n = 0; n < 40; n++)
                Feed(loop, ring, frame, noise, n);
        }

        loop.Finish();
        Assert.Equal(2, loop.Counters.Snapshot([]).SizeChanges);
        while (ring.TryPeek(out EventSlot? slot))
        {
            Assert.True(slot.Event.Kind != TrackEventKind.New || numbers.Add(slot.Event.TrackId));
            ring.Release();
        }
    }

    [Fact]
    public void The_crop_of_an_event_shows_the_object()
    {
        EventRing ring = new(64);
        WatchLoop loop = new(new DarkIsPerson(), ring, new WatchOptions());
        Frame frame = new();
        frame.Resize(320, 240);
        byte[] noise = new byte[(320 * 240) + 4096];
        for (int n = 0; n < 36 && ring.Waiting == 0; n++)
            Process(loop, frame, noise, n);
        Assert.True(ring.TryPeek(out EventSlot? slot));
        Assert.Equal(1, slot.Event.Class);
        Assert.True(slot.View.Network[(32 * 64) + 32] < 60);
        Assert.True(slot.View.Large[(slot.View.Height / 2 * slot.View.Width) + (slot.View.Width / 2)] < 60);
        Assert.InRange(slot.View.Width, 45, 80);
    }

    private static int Feed(WatchLoop loop, EventRing ring, Frame frame, byte[] noise, int n)
    {
        Process(loop, frame, noise, n);
        int events = 0;
        while (ring.TryPeek(out EventSlot? slot))
        {
            events += slot.Event.Kind == TrackEventKind.New ? 1 : 0;
            ring.Release();
        }

        return events;
    }

    /// <summary>A dark square crosses in 30 frames, then ten frames are empty.</summary>
    private static void Process(WatchLoop loop, Frame frame, byte[] noise, int n)
    {
        Span<byte> luma = frame.Luma;
        int width = frame.Width;
        for (int i = 0; i < luma.Length; i++)
            luma[i] = (byte)(140 + (noise[i + (n * 37 % 4096)] & 3));
        int step = n % 40;
        for (int y = 80; y < 130 && step < 30; y++)
            luma.Slice((y * width) + (step * 9), 40).Fill(30);
        frame.Sequence = n;
        frame.Captured = DateTimeOffset.UnixEpoch.AddMilliseconds(100 * n);
        loop.Process(frame);
    }

    private sealed class DarkIsPerson : IClassifier
    {
        private readonly int[] _probabilities = new int[3];

        public int Width => 64;

        public int Height => 64;

        public int Classes => 3;

        public int NothingClass => 0;

        public int Exits => 2;

        public ReadOnlySpan<int> Probabilities => _probabilities;

        public Prediction Classify(ReadOnlySpan<byte> crop)
        {
            int answer = crop[(32 * 64) + 32] < 80 ? 1 : 0;
            Array.Fill(_probabilities, 2000);
            _probabilities[answer] = 61536;
            return new Prediction(answer, 61536, 1, 500);
        }
    }
}
