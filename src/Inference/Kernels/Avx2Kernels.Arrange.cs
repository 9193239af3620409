using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Inference.Kernels;

/// <content>From the bits of a row to table offsets: what every output channel shares, once a map.</content>
public readonly unsafe partial struct Avx2Kernels
{
    private const ulong LowNibbles = 0x0F0F0F0F0F0F0F0F;

    /// <inheritdoc/>
    public static void ArrangeBits(ReadOnlySpan<ulong> row, in BinaryConvShape shape, Span<ulong> arranged)
    {
        LookUpLayout layout = new(shape);
        fixed (ulong* bits = row, words = arranged)
        {
            if (shape.Kernel == 1)
                ArrangePairs(bits, shape, layout, (ushort*)words);
            else
                ArrangeNeighbours(bits, shape, layout, (ushort*)words);
        }
    }

    /// <summary>Without a border: position p is the pixels 2p and 2p + 1, the last perhaps without a neighbour.</summary>
    private static void ArrangePairs(ulong* bits, in BinaryConvShape shape, in LookUpLayout layout, ushort* target)
    {
        ulong* nothing = stackalloc ulong[shape.Words];
        new Span<ulong>(nothing, shape.Words).Clear();
        for (int x = 0; x < shape.Width; x += 2)
        {
            ulong* left = bits + x * shape.Words;
            ArrangePosition(left, x + 1 < shape.Width ? left + shape.Words : nothing, layout, target, x / 2);
        }
    }

    /// <summary>With a border of one pixel: position p is the pixels p − 1 and p.</summary>
    private static void ArrangeNeighbours(ulong* bits, in BinaryConvShape shape, in LookUpLayout layout, ushort* target)
    {
        int words = shape.Words;
        ulong* nothing = stackalloc ulong[words];
        new Span<ulong>(nothing, words).Clear();
        ArrangePosition(nothing, bits, layout, target, 0);
        int inner = 0;
        if (words == 1)
        {
            int nibbles = layout.Nibbles;
            for (; inner + 4 < shape.Width; inner += 4)
            {
                Spread(Vector256.Load(bits + inner), Vector256.Load(bits + inner + 1), out Vector256<byte> even, out Vector256<byte> odd);
                ushort* at = target + (inner + 1) * nibbles;
                Store(even.GetLower(), at, nibbles);
                Store(odd.GetLower(), at + nibbles, nibbles);
                Store(even.GetUpper(), at + 2 * nibbles, nibbles);
                Store(odd.GetUpper(), at + 3 * nibbles, nibbles);
            }
        }

        for (; inner < shape.Width - 1; inner++)
            ArrangePosition(bits + inner * words, bits + (inner + 1) * words, layout, target, inner + 1);
        ArrangePosition(bits + (shape.Width - 1) * words, nothing, layout, target, shape.Width);
    }

    /// <summary>All words of one position, four at a time.</summary>
    private static void ArrangePosition(ulong* left, ulong* right, in LookUpLayout layout, ushort* target, int position)
    {
        int word = 0;
        for (; word + 4 <= layout.Words; word += 4)
        {
            Spread(Vector256.Load(left + word), Vector256.Load(right + word), out Vector256<byte> even, out Vector256<byte> odd);
            Store(even.GetLower(), target + layout.At(position, word), layout.NibblesOfWord(word));
            Store(odd.GetLower(), target + layout.At(position, word + 1), layout.NibblesOfWord(word + 1));
            Store(even.GetUpper(), target + layout.At(position, word + 2), layout.NibblesOfWord(word + 2));
            Store(odd.GetUpper(), target + layout.At(position, word + 3), layout.NibblesOfWord(word + 3));
        }

        for (; word < layout.Words; word++)
        {
            ulong a = left[word], b = right[word];
            Vector128<byte> low = Vector128.CreateScalar(a & LowNibbles | (b & LowNibbles) << 4).AsByte();
            Vector128<byte> high = Vector128.CreateScalar(a >> 4 & LowNibbles | b & ~LowNibbles).AsByte();
            Store(Sse2.UnpackLow(low, high), target + layout.At(position, word), layout.NibblesOfWord(word));
        }
    }

    /// <summary>The pairs of nibbles of four words, 16 bytes each: even holds words 0 and 2, odd 1 and 3.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Spread(Vector256<ulong> a, Vector256<ulong> b, out Vector256<byte> even, out Vector256<byte> odd)
    {
        Vector256<ulong> mask = Vector256.Create(LowNibbles);
        Vector256<byte> low = (a & mask | (b & mask) << 4).AsByte();
        Vector256<byte> high = (a >> 4 & mask | Vector256.AndNot(b, mask)).AsByte();
        even = Avx2.UnpackLow(low, high);
        odd = Avx2.UnpackHigh(low, high);
    }

    /// <summary>Table offsets, 16 times the byte.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector128<byte> pairs, ushort* target, int nibbles)
    {
        Vector256<ushort> offsets = Avx2.ConvertToVector256Int16(pairs).AsUInt16() << 4;
        if (nibbles == 16)
            offsets.Store(target);
        else if (nibbles == 8)
            offsets.GetLower().Store(target);
        else
            StoreSome(offsets, target, nibbles);
    }

    private static void StoreSome(Vector256<ushort> offsets, ushort* target, int nibbles)
    {
        for (int nibble = 0; nibble < nibbles; nibble++)
            target[nibble] = offsets[nibble];
    }
}
