using System.Runtime.InteropServices;

namespace Benchmarks.Racing;

/// <summary>Marks around a stretch of work for an instruction counter under qemu: a system call that does not exist.</summary>
internal static partial class Marks
{
    private const long Number = 9999;

    /// <summary>Runs the contender once unmarked, so that what is compiled or packed at first use is not counted, then marked.</summary>
    /// <param name="contender">Who runs.</param>
    /// <param name="repetitions">At least one; printed as the tag.</param>
    public static void Around(Contender contender, int repetitions)
    {
        contender.Run();
        _ = Call(Number, 0);
        for (int repetition = 0; repetition < repetitions; repetition++)
            contender.Run();
        _ = Call(Number, repetitions);
    }

    [LibraryImport("libc", EntryPoint = "syscall")]
    private static partial long Call(long number, long tag);
}
