using System.Runtime.InteropServices;

namespace Agent.Learning;

/// <summary>What a thread has cost, and how little it asks for.</summary>
internal static partial class ThreadCost
{
    private const int ThreadClock = 3;

    /// <summary>Seconds of a core that the calling thread has used (CLOCK_THREAD_CPUTIME_ID of clock_gettime(2)).</summary>
    public static double Seconds => OperatingSystem.IsLinux() && GetTime(ThreadClock, out TimeSpec time) == 0
        ? time.Seconds + (time.Nanoseconds * 1e-9)
        : Environment.TickCount64 * 1e-3;

    /// <summary>Gives way to every other thread: the calling thread alone gets nice 19, since on Linux who = 0 means the thread (setpriority(2)); the framework's priorities do nothing there.</summary>
    public static void GiveWay()
    {
        if (OperatingSystem.IsLinux())
            _ = SetPriority(0, 0, 19);
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int GetTime(int clock, out TimeSpec time);

    [LibraryImport("libc", EntryPoint = "setpriority")]
    private static partial int SetPriority(int which, uint who, int priority);

    [StructLayout(LayoutKind.Sequential)]
    private struct TimeSpec
    {
        public nint Seconds;
        public nint Nanoseconds;
    }
}
