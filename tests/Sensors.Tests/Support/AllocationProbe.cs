using Sensors.Cameras;

namespace Sensors.Tests.Support;

/// <summary>A camera that allocates nothing itself and notes what its thread has allocated between two of its pictures.</summary>
internal sealed class AllocationProbe(int width, int height, double? rate, int from, int to) : ICamera
{
    private long _next;
    private long _before;

    public string Description => "probe";

    public double? FramesPerSecond => rate;

    /// <summary>Bytes between the two pictures; negative before the second.</summary>
    public long Allocated { get; private set; } = -1;

    public bool Read(Frame frame, CancellationToken token)
    {
        if (_next == from)
            _before = GC.GetAllocatedBytesForCurrentThread();
        if (_next == to)
        {
            Allocated = GC.GetAllocatedBytesForCurrentThread() - _before;
            return false;
        }

        frame.Resize(width, height);
        frame.Luma.Fill((byte)(100 + (_next % 50)));
        frame.Sequence = _next++;
        return true;
    }

    public void Dispose()
    {
    }
}
