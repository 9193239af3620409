using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Optimizers.Chains.Stages.Sliced;

/// <summary>
/// The sums of one unit over all sites, held as planes: bit p of every sum is a row of bits, in two's complement, so that the highest plane is the sign
/// and an addition is a carry that ripples through the planes of 256 sums at once.
/// </summary>
/// <remarks>
/// Over bytes the sum is <c>Σ w·x + bias</c>. Over signs x = 1 − 2b it is <c>⌊C/2⌋ − Σ w·b</c> with <c>C = Σ w + bias</c>, which has the same sign as
/// <c>C − 2·Σ w·b</c> at half the size.
/// </remarks>
/// <typeparam name="T">A bundle of words.</typeparam>
/// <typeparam name="TWords">What can be done with it.</typeparam>
internal sealed class UnitSums<T, TWords>
    where T : unmanaged
    where TWords : struct, IWords<T>
{
    /// <summary>Weights counted in small planes before those are added to the large ones.</summary>
    private const int Handful = 15;

    private const int MostPlanes = 32;
    private readonly InputPlanes _inputs;
    private readonly LayerShape _layer;
    private readonly ulong[] _planes;
    private readonly Change[] _changes;
    private int _count;
    private int _constant;
    private bool _isFlips;
    private int _total;
    private int _nextTotal;

    /// <summary>Makes room for the sums.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="layout">Its sites.</param>
    /// <param name="inputs">Its input.</param>
    /// <param name="largestWeight">Bound of |w|.</param>
    /// <param name="largestBias">Bound of |bias|, before BiasUnit.</param>
    public UnitSums(LayerShape layer, SiteLayout layout, InputPlanes inputs, int largestWeight, int largestBias)
    {
        _layer = layer;
        _inputs = inputs;
        long largest = ((long)layer.Inputs * largestWeight * (inputs.Bits == 1 ? 1 : 128)) + ((long)largestBias * layer.BiasUnit);
        largest = inputs.Bits == 1 ? (largest / 2) + 1 : largest;
        Planes = 2 + System.Numerics.BitOperations.Log2((ulong)largest);
        if (Planes > MostPlanes)
            throw new ArgumentException($"found sums of up to {largest}, expected at most 2³⁰");
        _planes = new ulong[checked(Planes * layout.Words)];
        _changes = new Change[layer.Inputs];
    }

    /// <summary>Planes of a sum, the sign among them.</summary>
    public int Planes { get; }

    /// <summary>Bytes held.</summary>
    public long Bytes => (_planes.LongLength * sizeof(ulong)) + (_changes.Length * 8);

    /// <summary>Computes all sums of a row.</summary>
    public void Visit(ReadOnlySpan<short> row)
    {
        bool isFlips = _inputs.Bits == 1;
        int positives = 0;
        _total = _layer.BiasUnit * row[^1];
        _count = 0;
        for (int i = 0; i < _layer.Inputs; i++)
        {
            _total += row[i];
            positives += row[i] > 0 ? 1 : 0;
            isFlips &= row[i] is 1 or -1;
            if (row[i] != 0)
                _changes[_count++] = new Change(i, 2 * row[i]);
        }

        _isFlips = isFlips;
        if (isFlips)
        {
            // −Σ w·b = q − n₊, where q counts the places with w > 0 and b = 0 or w < 0 and b = 1.
            _constant = (_total >> 1) - positives;
        }
        else
        {
            for (int i = 0; i < _count; i++)
                _changes[i] = new Change(_changes[i].Input, row[_changes[i].Input]);
            _constant = _inputs.Bits == 1 ? _total >> 1 : _layer.BiasUnit * row[^1];
        }

        _planes.AsSpan().Clear();
        Write(isFlips ? 1 : 0);
    }

    /// <summary>Says what the next calls are about.</summary>
    /// <param name="row">The row as it is.</param>
    /// <param name="move">What changes of it.</param>
    public void Begin(ReadOnlySpan<short> row, Move move)
    {
        _count = 0;
        _isFlips = _inputs.Bits == 1;
        int all = 0, bias = 0;
        ReadOnlySpan<short> values = move.Value;
        ReadOnlySpan<int> index = move.Index;
        for (int i = 0; i < index.Length; i++)
        {
            int step = values[i] - row[index[i]];
            if (index[i] == _layer.Inputs)
            {
                bias = step * _layer.BiasUnit;
                continue;
            }

            all += step;
            _isFlips &= step is 2 or -2;
            _changes[_count++] = new Change(index[i], step);
        }

        _nextTotal = _total + all + bias;
        if (_inputs.Bits != 1)
            _constant = bias;
        else
            _constant = (_nextTotal >> 1) - (_total >> 1);
        // −Σ step·b over flips is 2·q − 2·n↑, where q counts the places with step < 0 and b = 1 or step > 0 and b = 0.
        if (_isFlips)
        {
            int up = 0;
            for (int i = 0; i < _count; i++)
                up += _changes[i].Step > 0 ? 1 : 0;
            _constant -= 2 * up;
        }
    }

    /// <summary>The signs of the sums as they are: bit 1 where a sum is below 0.</summary>
    public void Signs(Span<ulong> signs, int from, int to)
    {
        for (int word = from; word < to; word += TWords.Count)
        {
            ref ulong plane = ref Plane(word);
            TWords.Store(TWords.Load(ref Unsafe.Add(ref plane, (Planes - 1) * TWords.Count)), ref signs[word]);
        }
    }

    /// <summary>The signs of the sums after the move: bit 1 where a sum would be below 0.</summary>
    public void NextSigns(Span<ulong> signs, int from, int to)
    {
        if (_isFlips && _count == 1 && _constant == -1)
            NextSignsOfOne(signs, from, to);
        else
            Run(signs, from, to, false, _isFlips ? 2 : 0);
    }

    /// <summary>Takes the move over.</summary>
    public void Commit()
    {
        Write(_isFlips ? 2 : 0);
        _total = _nextTotal;
    }

    private void Write(int weight) => Run([], 0, _planes.Length / Planes, true, weight);

    private ref ulong Plane(int word) => ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_planes), (nint)word * Planes);

    /// <summary>One flip, nothing else: the sum moves by +1 or −1.</summary>
    private void NextSignsOfOne(Span<ulong> signs, int from, int to)
    {
        Change change = _changes[0];
        ref ulong input = ref _inputs.Tap(change.Input, 0, out int shift);
        // Taking w from +1 to −1 lets the sum fall by 1 where b = 0 and rise by 1 where b = 1.
        T down = change.Step < 0 ? TWords.Ones : TWords.Zero;
        ref ulong output = ref MemoryMarshal.GetReference(signs);
        for (int word = from; word < to; word += TWords.Count)
        {
            T falls = TWords.Xor(Tap(ref input, word, shift), down);
            ref ulong plane = ref Plane(word);
            T carry = TWords.Load(ref plane);
            T sum = carry;
            for (int p = 1; p < Planes; p++)
            {
                T bit = TWords.Load(ref Unsafe.Add(ref plane, p * TWords.Count));
                T half = TWords.Xor(bit, falls);
                sum = TWords.Xor(half, carry);
                carry = TWords.Or(TWords.And(bit, falls), TWords.And(half, carry));
            }

            TWords.Store(sum, ref Unsafe.Add(ref output, word));
        }
    }

    /// <summary>Adds the constant and the changes to the sums and keeps the signs or all planes.</summary>
    /// <param name="signs">Where signs go.</param>
    /// <param name="from">First word.</param>
    /// <param name="to">Word after the last.</param>
    /// <param name="writes">Whether the sums are kept.</param>
    /// <param name="weight">0: general changes; else each change counts its places where the bit differs from its sign, this many times.</param>
    private void Run(Span<ulong> signs, int from, int to, bool writes, int weight)
    {
        Span<T> sums = stackalloc T[Planes];
        Span<T> few = stackalloc T[5];
        for (int word = from; word < to; word += TWords.Count)
        {
            ref ulong plane = ref Plane(word);
            for (int p = 0; p < sums.Length; p++)
                sums[p] = TWords.Load(ref Unsafe.Add(ref plane, p * TWords.Count));
            AddConstant(sums, _constant);
            if (weight > 0)
                AddCounts(sums, few, word, weight - 1);
            else
                AddChanges(sums, word);
            if (!writes)
            {
                TWords.Store(sums[^1], ref signs[word]);
                continue;
            }

            for (int p = 0; p < sums.Length; p++)
                TWords.Store(sums[p], ref Unsafe.Add(ref plane, p * TWords.Count));
        }
    }

    private static T Tap(ref ulong input, int word, int shift)
    {
        ref ulong source = ref Unsafe.Add(ref input, word);
        return shift == 0 ? TWords.Load(ref source) : TWords.Shifted(ref source, shift);
    }

    private void AddCounts(Span<T> sums, Span<T> few, int word, int shift)
    {
        for (int begin = 0; begin < _count; begin += Handful)
        {
            int end = Math.Min(begin + Handful, _count);
            few.Clear();
            for (int i = begin; i < end; i++)
            {
                Change change = _changes[i];
                ref ulong input = ref _inputs.Tap(change.Input, 0, out int bits);
                T carry = Tap(ref input, word, bits);
                if (change.Step > 0)
                    carry = TWords.Xor(carry, TWords.Ones);
                for (int p = 0, rest = i - begin + 1; rest != 0; p++, rest >>= 1)
                {
                    T bit = few[p];
                    few[p] = TWords.Xor(bit, carry);
                    carry = TWords.And(bit, carry);
                }
            }

            Add(sums[shift..], few[..(System.Numerics.BitOperations.Log2((uint)(end - begin)) + 1)]);
        }
    }

    /// <summary>Adds numbers without a sign.</summary>
    private static void Add(Span<T> sums, ReadOnlySpan<T> number)
    {
        T carry = TWords.Zero;
        for (int p = 0; p < sums.Length; p++)
        {
            T bit = sums[p];
            if (p >= number.Length)
            {
                sums[p] = TWords.Xor(bit, carry);
                carry = TWords.And(bit, carry);
                continue;
            }

            T half = TWords.Xor(bit, number[p]);
            sums[p] = TWords.Xor(half, carry);
            carry = TWords.Or(TWords.And(bit, number[p]), TWords.And(half, carry));
        }
    }

    private static void AddConstant(Span<T> sums, int constant)
    {
        if (constant == 0)
            return;
        T carry = TWords.Zero;
        for (int p = 0; p < sums.Length; p++)
        {
            T bit = sums[p];
            if ((constant >> Math.Min(p, 31) & 1) == 0)
            {
                sums[p] = TWords.Xor(bit, carry);
                carry = TWords.And(bit, carry);
            }
            else
            {
                sums[p] = TWords.Xor(TWords.Xor(bit, TWords.Ones), carry);
                carry = TWords.Or(bit, carry);
            }
        }
    }

    private void AddChanges(Span<T> sums, int word)
    {
        for (int i = 0; i < _count; i++)
        {
            Change change = _changes[i];
            // Over signs the sum falls by step·b; over bytes it rises by step·x, whose bit 7 counts −128.
            int step = _inputs.Bits == 1 ? -change.Step : change.Step;
            uint size = (uint)Math.Abs(step);
            for (int bit = 0; bit < _inputs.Bits; bit++)
            {
                ref ulong input = ref _inputs.Tap(change.Input, bit, out int shift);
                T plane = Tap(ref input, word, shift);
                bool isFalling = step < 0 != (bit == 7);
                for (int s = 0; size >> s != 0; s++)
                {
                    if ((size >> s & 1) != 0)
                        Ripple(sums[(bit + s)..], plane, isFalling);
                }
            }
        }
    }

    private static void Ripple(Span<T> sums, T carry, bool isFalling)
    {
        T flip = isFalling ? TWords.Ones : TWords.Zero;
        for (int p = 0; p < sums.Length; p++)
        {
            T bit = sums[p];
            sums[p] = TWords.Xor(bit, carry);
            carry = TWords.And(TWords.Xor(bit, flip), carry);
        }
    }
}
