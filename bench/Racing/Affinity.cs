using System.Runtime.InteropServices;

namespace Benchmarks.Racing;

/// <summary>Keeps this process on one processor, so that a migration is never measured.</summary>
internal static unsafe partial class Affinity
{
    private const int Processors = 1024;

    /// <summary>Pins every later thread to the last processor that this process may use; interrupts prefer the first.</summary>
    /// <returns>Its number.</returns>
    /// <exception cref="InvalidOperationException">The system refuses.</exception>
    public static int Pin()
    {
        ulong* mask = stackalloc ulong[Processors / 64];
        if (Get(0, Processors / 8, mask) < 0)
            throw new InvalidOperationException($"sched_getaffinity failed: {Marshal.GetLastPInvokeError()}");
        int processor = Processors - 1;
        while ((mask[processor / 64] >> (processor % 64) & 1) == 0)
            processor--;
        new Span<ulong>(mask, Processors / 64).Clear();
        mask[processor / 64] = 1UL << (processor % 64);
        if (Set(0, Processors / 8, mask) != 0)
            throw new InvalidOperationException($"sched_setaffinity failed: {Marshal.GetLastPInvokeError()}");
        return processor;
    }

    [LibraryImport("libc", EntryPoint = "sched_getaffinity", SetLastError = true)]
    private static partial int Get(int thread, nuint length, ulong* mask);

    [LibraryImport("libc", EntryPoint = "sched_setaffinity", SetLastError = true)]
    private static partial int Set(int thread, nuint length, ulong* mask);
}
