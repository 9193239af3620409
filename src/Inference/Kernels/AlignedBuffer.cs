using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Inference.Kernels;

/// <summary>Memory that starts where a cache line does and never moves: a vector at a multiple of its size never crosses two lines.</summary>
/// <remarks>Arrays start anywhere; loads of 32 bytes from there cross a line every second time, which costs a third of the speed.</remarks>
/// <typeparam name="T">The element.</typeparam>
public readonly unsafe struct AlignedBuffer<T>
    where T : unmanaged
{
    private const int Line = 64;

    private readonly T[] _array;
    private readonly int _start;

    /// <summary>Allocates zeros.</summary>
    /// <param name="length">Elements.</param>
    public AlignedBuffer(int length)
    {
        Length = length;
        _array = GC.AllocateArray<T>(length + Line / sizeof(T), pinned: true);
        nuint address = (nuint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_array));
        _start = (int)((Line - address % Line) % Line) / sizeof(T);
    }

    /// <summary>Elements.</summary>
    public int Length { get; }

    /// <summary>All elements.</summary>
    public Span<T> Span => _array.AsSpan(_start, Length);

    /// <summary>The first element; valid while a copy of this buffer lives.</summary>
    internal T* Pointer => (T*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_array)) + _start;

    /// <summary>Some of the elements.</summary>
    /// <param name="start">The first.</param>
    /// <param name="length">How many.</param>
    public Span<T> AsSpan(int start, int length) => Span.Slice(start, length);
}
