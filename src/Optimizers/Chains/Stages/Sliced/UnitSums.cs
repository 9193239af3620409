using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

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
    private const int MostPlanes = 32;
    private readonly InputPlanes _inputs;
    private readonly LayerShape _layer;
    private readonly ulong[] _planes;
    private readonly Change[] _changes;
    private readonly Tap[] _taps;
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
        _taps = new Tap[layer.Inputs];
    }

    /// <summary>Planes of a sum, the sign among them.</summary>
    public int Planes { get; }

    /// <summary>Bytes held.</summary>
    public long Bytes => (_planes.LongLength * sizeof(ulong)) + (_changes.Length * 8) + (_taps.Length * 16);

    /// <summary>Computes all sums of a row.</summary>
    public void Visit(ReadOnlySpan<short> row)
    {
        bool isCounted = true;
        int positives = 0;
        _total = _layer.BiasUnit * row[^1];
        _count = 0;
        for (int i = 0; i < _layer.Inputs; i++)
        {
            _total += row[i];
            positives += row[i] > 0 ? 1 : 0;
            isCounted &= row[i] is >= -1 and <= 1;
            if (row[i] != 0)
                _changes[_count++] = new Change(i, row[i]);
        }

        _constant = _inputs.Bits == 1 ? _total >> 1 : _layer.BiasUnit * row[^1];
        if (isCounted)
        {
            FindTaps();
            // Over signs −Σ w·b = q − n₊, where q counts the places with w > 0 and b = 0 or w < 0 and b = 1. Over bytes −x is 127 − x turned over bit by
            // bit, less 127, but for bit 7.
            _constant -= _inputs.Bits == 1 ? positives : (128 * positives) + (127 * (_count - positives));
        }

        _planes.AsSpan().Clear();
        Write(isCounted ? 1 : 0);
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
            FindTaps();
        }
    }

    /// <summary>Copies the sums of one word's sites as they are; of up to 16 planes.</summary>
    /// <param name="word">Which word.</param>
    /// <param name="values"><c>[64]</c>.</param>
    public void CopyValues(int word, Span<short> values)
    {
        Vector256<short> each = Vector256.Create(1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384, short.MinValue);
        ref ulong plane = ref Unsafe.Add(ref Plane(word / TWords.Count * TWords.Count), word % TWords.Count);
        for (int i = 0; i < 64; i += Vector256<short>.Count)
        {
            Vector256<short> sum = Vector256<short>.Zero;
            for (int p = 0; p < Planes; p++)
            {
                // The highest plane is the sign: it stands for all bits above.
                short bit = (short)(p == Planes - 1 ? -1 << p : 1 << p);
                Vector256<short> bits = Vector256.Create((short)(Unsafe.Add(ref plane, p * TWords.Count) >> i)) & each;
                sum |= Vector256.Equals(bits, each) & Vector256.Create(bit);
            }

            sum.StoreUnsafe(ref values[i]);
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

    /// <summary>Marks the sums that are next to 0: bit 1 where one step changes their sign.</summary>
    /// <remarks>One step down from 0, in this representation, and one step up from −1.</remarks>
    public void Edges(Span<ulong> edges)
    {
        for (int word = 0; word < edges.Length; word += TWords.Count)
        {
            ref ulong plane = ref Plane(word);
            T any = TWords.Zero, all = TWords.Ones;
            for (int p = 0; p < Planes; p++)
            {
                T bit = TWords.Load(ref Unsafe.Add(ref plane, p * TWords.Count));
                any = TWords.Or(any, bit);
                all = TWords.And(all, bit);
            }

            TWords.Store(TWords.Or(TWords.Xor(any, TWords.Ones), all), ref edges[word]);
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
        if (_isFlips && _count == 1 && _constant == -1)
            WriteOne();
        else
            Write(_isFlips ? 2 : 0);
        _total = _nextTotal;
    }

    private void Write(int weight) => Run([], 0, _planes.Length / Planes, true, weight);

    private ref ulong Plane(int word) => ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_planes), (nint)word * Planes);

    /// <summary>One flip, nothing else: the sum moves by +1 or −1.</summary>
    private void NextSignsOfOne(Span<ulong> signs, int from, int to)
    {
        // Taking w from +1 to −1 lets the sum fall by 1 where b = 0 and rise by 1 where b = 1.
        ref ulong output = ref MemoryMarshal.GetReference(signs);
        for (int word = from; word < to; word += TWords.Count)
        {
            T falls = TWords.Xor(Adder<T, TWords>.Bits(ref Unsafe.Add(ref _inputs.First, word), ref _taps[0], 0, 0), TWords.Ones);
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

    /// <summary>Takes over one flip, nothing else.</summary>
    private void WriteOne()
    {
        int words = _planes.Length / Planes;
        for (int word = 0; word < words; word += TWords.Count)
        {
            T falls = TWords.Xor(Adder<T, TWords>.Bits(ref Unsafe.Add(ref _inputs.First, word), ref _taps[0], 0, 0), TWords.Ones);
            ref ulong plane = ref Plane(word);
            T carry = TWords.Load(ref plane);
            TWords.Store(TWords.Xor(carry, TWords.Ones), ref plane);
            for (int p = 1; p < Planes; p++)
            {
                ref ulong place = ref Unsafe.Add(ref plane, p * TWords.Count);
                T bit = TWords.Load(ref place);
                T half = TWords.Xor(bit, falls);
                TWords.Store(TWords.Xor(half, carry), ref place);
                carry = TWords.Or(TWords.And(bit, falls), TWords.And(half, carry));
            }
        }
    }

    private void FindTaps()
    {
        for (int i = 0; i < _count; i++)
        {
            int offset = _inputs.Offset(_changes[i].Input, 0, out int shift);
            _taps[i] = new Tap(offset, shift, _changes[i].Step > 0 ? ulong.MaxValue : 0);
        }
    }

    /// <summary>Adds the constant and the changes to the sums and keeps the signs or all planes.</summary>
    /// <param name="signs">Where signs go.</param>
    /// <param name="from">First word.</param>
    /// <param name="to">Word after the last.</param>
    /// <param name="writes">Whether the sums are kept.</param>
    /// <param name="weight">0: general changes; else what the taps count is added, this many times: 1 or 2.</param>
    private void Run(Span<ulong> signs, int from, int to, bool writes, int weight)
    {
        Span<T> sums = stackalloc T[Planes];
        for (int word = from; word < to; word += TWords.Count)
        {
            ref ulong plane = ref Plane(word);
            for (int p = 0; p < sums.Length; p++)
                sums[p] = TWords.Load(ref Unsafe.Add(ref plane, p * TWords.Count));
            Adder<T, TWords>.AddConstant(sums, _constant);
            if (weight > 0)
                AddCounts(sums[(weight - 1)..], word);
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

    private void AddCounts(Span<T> sums, int word)
    {
        ref ulong source = ref Unsafe.Add(ref _inputs.First, word);
        ReadOnlySpan<Tap> taps = _taps.AsSpan(0, _count);
        if (_inputs.Bits == 1)
        {
            Adder<T, TWords>.AddCounts(sums, ref source, taps, 0);
            return;
        }

        // Bit 7 of a byte counts −128, which is 128 where it is not set, less 128.
        for (int bit = 0; bit < 8; bit++, source = ref Unsafe.Add(ref source, _inputs.Pitch))
            Adder<T, TWords>.AddCounts(sums[bit..], ref source, taps, bit == 7 ? 0 : ulong.MaxValue);
    }

    private void AddChanges(Span<T> sums, int word)
    {
        foreach (Change change in _changes.AsSpan(0, _count))
        {
            ref ulong source = ref Unsafe.Add(ref _inputs.First, _inputs.Offset(change.Input, 0, out int shift) + word);
            uint size = (uint)Math.Abs(change.Step);
            for (int s = 0; size >> s != 0; s++)
            {
                if ((size >> s & 1) == 0)
                    continue;
                // Over signs the sum falls by step·b.
                if (_inputs.Bits == 1)
                    Adder<T, TWords>.AddBit(sums[s..], shift == 0 ? TWords.Load(ref source) : TWords.Shifted(ref source, shift), change.Step > 0);
                else
                    Adder<T, TWords>.AddByte(sums[s..], ref source, _inputs.Pitch, shift, change.Step < 0);
            }
        }
    }
}
