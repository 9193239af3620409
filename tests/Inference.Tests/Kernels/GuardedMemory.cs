using System.Runtime.InteropServices;

namespace Inference.Tests.Kernels;

/// <summary>Memory that ends where a page ends and no page follows: a read past the end faults instead of finding a neighbour.</summary>
internal sealed unsafe partial class GuardedMemory : IDisposable
{
    private const int ReadWrite = 1 | 2;
    private const int PrivateAnonymous = 2 | 0x20;

    private readonly byte* _start;
    private readonly nuint _length;
    private readonly nuint _usable;

    public GuardedMemory(int capacity)
    {
        nuint page = (nuint)Environment.SystemPageSize;
        _usable = ((nuint)capacity + page - 1) / page * page;
        _length = _usable + page;
        _start = Map(null, _length, ReadWrite, PrivateAnonymous, -1, 0);
        if ((nint)_start == -1 || Protect(_start + _usable, page, 0) != 0)
            throw new InvalidOperationException($"mmap or mprotect failed: {Marshal.GetLastPInvokeError()}");
    }

    /// <summary>A copy of the values that ends at the end of the page.</summary>
    public Span<T> Place<T>(ReadOnlySpan<T> values)
        where T : unmanaged
    {
        Span<T> place = new(_start + _usable - (nuint)(values.Length * sizeof(T)), values.Length);
        values.CopyTo(place);
        return place;
    }

    public void Dispose() => _ = Unmap(_start, _length);

    [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
    private static partial byte* Map(void* address, nuint length, int protection, int flags, int file, nint offset);

    [LibraryImport("libc", EntryPoint = "mprotect", SetLastError = true)]
    private static partial int Protect(void* address, nuint length, int protection);

    [LibraryImport("libc", EntryPoint = "munmap", SetLastError = true)]
    private static partial int Unmap(void* address, nuint length);
}
