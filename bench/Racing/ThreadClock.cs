using System.Runtime.InteropServices;

namespace Benchmarks.Racing;

/// <summary>Time that this thread has had a processor: what others do on it in between is not ours.</summary>
internal static partial class ThreadClock
{
    private const int ThreadCpuTime = 3;

    /// <summary>Nanoseconds since the thread began.</summary>
    /// <exception cref="InvalidOperationException">The system has no such clock.</exception>
    public static long Now()
    {
        if (GetTime(ThreadCpuTime, out Time time) != 0)
            throw new InvalidOperationException($"clock_gettime failed: {Marshal.GetLastPInvokeError()}");
        return (time.Seconds * 1_000_000_000) + time.Nanoseconds;
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime", SetLastError = true)]
    private static partial int GetTime(int clock, out Time time);

    private readonly struct Time
    {
        public readonly long Seconds;
        public readonly long Nanoseconds;
    }
}
