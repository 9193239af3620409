using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Inference.Kernels;

/// <content>Convolutions of 8-bit and 16-bit numbers with 8-bit weights, by multiply-adds of 16-bit pairs: they cannot saturate.</content>
public readonly unsafe partial struct Avx2Kernels
{
    /// <inheritdoc/>
    public static bool PrefersTiles => true;

    /// <inheritdoc/>
    public static sbyte[] PackBytes(ReadOnlySpan<sbyte> weights, in WindowShape shape) => PackValues(weights, shape);

    /// <inheritdoc/>
    public static void MultiplyBytes(
        ReadOnlySpan<short> values, ReadOnlySpan<int> starts, ReadOnlySpan<sbyte> weights, in WindowShape shape, Span<int> sums) =>
        MultiplyValues(values, starts, weights, shape, sums);

    /// <inheritdoc/>
    public static sbyte[] PackValues(ReadOnlySpan<sbyte> weights, in WindowShape shape) => shape.Pack(weights, 2);

    /// <inheritdoc/>
    public static void MultiplyValues(
        ReadOnlySpan<short> values, ReadOnlySpan<int> starts, ReadOnlySpan<sbyte> weights, in WindowShape shape, Span<int> sums)
    {
        fixed (short* input = values)
        fixed (int* places = starts, target = sums)
        fixed (sbyte* packed = weights)
        {
            Steps steps = new(1, 0, shape.Stride, 0);
            for (int block = 0; block < shape.Blocks; block++)
            {
                sbyte* w = packed + (nint)block * shape.BlockWeights;
                Multiply(input, places, starts.Length, w, shape, steps, target + block * WindowShape.Block);
            }
        }
    }

    /// <inheritdoc/>
    public static void Requantize(ReadOnlySpan<int> sums, in Requantization transform, Span<sbyte> output)
    {
        int stride = transform.Scales.Length;
        fixed (int* input = sums)
        fixed (sbyte* target = output)
        {
            int pixels = output.Length / transform.Outputs;
            for (int n = 0; n < transform.Outputs; n += WindowShape.Block)
            {
                OutputBlock block = new(transform, n);
                for (int pixel = 0; pixel < pixels; pixel++)
                {
                    int* sum = input + (nint)pixel * stride + n;
                    block.Store(Vector256.Load(sum), Vector256.Load(sum + 8), target + (nint)pixel * transform.Outputs + n);
                }
            }
        }
    }

    /// <inheritdoc/>
    public static void Rescale(ReadOnlySpan<int> sums, in Requantization transform, Span<short> output)
    {
        int stride = transform.Scales.Length;
        int pixels = output.Length / transform.Outputs;
        Vector256<double> least = Vector256.Create((double)transform.Lowest), most = Vector256.Create((double)transform.Highest);
        fixed (int* input = sums, biases = transform.Biases)
        fixed (float* scales = transform.Scales)
        fixed (short* target = output)
        {
            for (int pixel = 0; pixel < pixels; pixel++)
            {
                short* to = target + (nint)pixel * transform.Outputs;
                int* sum = input + (nint)pixel * stride;
                int n = 0;
                for (; n + 8 <= transform.Outputs; n += 8)
                {
                    Vector128<int> low = Rescale(sum + n, biases + n, scales + n, least, most);
                    Vector128<int> high = Rescale(sum + n + 4, biases + n + 4, scales + n + 4, least, most);
                    Sse2.PackSignedSaturate(low, high).Store(to + n);
                }

                for (; n < transform.Outputs; n++)
                    to[n] = PortableKernels.Rescale(sum[n], n, transform);
            }
        }
    }

    /// <inheritdoc/>
    public static short[] PackDepthwise(ReadOnlySpan<sbyte> weights, in DepthwiseShape shape) => Interleave(shape.Pack(weights, 2));

    /// <inheritdoc/>
    public static void MultiplyDepthwise(
        ReadOnlySpan<short> values, ReadOnlySpan<int> starts, ReadOnlySpan<short> weights, in DepthwiseShape shape, Span<int> sums)
    {
        int pairs = (shape.Taps + 1) / 2;
        nint* taps = stackalloc nint[2 * pairs];
        for (int tap = 0; tap < 2 * pairs; tap++)
            taps[tap] = shape.Offset(Math.Min(tap, shape.Taps - 1));
        fixed (short* input = values, packed = weights)
        fixed (int* target = sums)
        {
            for (int n = 0; n < shape.Stride; n += WindowShape.Block)
            {
                short* w = packed + (nint)n * 2 * pairs;
                for (int window = 0; window < starts.Length; window++)
                    MultiplyDepthwise(input + starts[window] + n, taps, pairs, w, target + (nint)window * shape.Stride + n);
            }
        }
    }

    /// <summary>One block of outputs of any number of windows, six at a time: what the registers hold.</summary>
    private static void Multiply<T>(short* values, int* starts, int count, T* weights, in WindowShape shape, in Steps steps, int* sums)
        where T : unmanaged
    {
        int window = 0;
        for (; window + 6 <= count; window += 6)
            MultiplySix(values, starts + window, weights, shape, steps, sums + (nint)window * steps.Window);
        for (; window + 1 < count; window += 4)
            MultiplyFour(values, starts + window, count - window, weights, shape, steps, sums + (nint)window * steps.Window);
        if (window < count)
            MultiplyOne(values + starts[window], weights, shape, steps, sums + (nint)window * steps.Window);
    }

    private static void MultiplySix<T>(short* values, int* starts, T* weights, in WindowShape shape, in Steps steps, int* sums)
        where T : unmanaged
    {
        short* x0 = values + starts[0], x1 = values + starts[1], x2 = values + starts[2];
        short* x3 = values + starts[3], x4 = values + starts[4], x5 = values + starts[5];
        for (int time = 0; time < steps.Times; time++, sums += steps.Sums)
        {
            Vector256<int> a0 = default, a1 = default, a2 = default, a3 = default, a4 = default, a5 = default;
            Vector256<int> b0 = default, b1 = default, b2 = default, b3 = default, b4 = default, b5 = default;
            for (int row = 0; row < shape.Rows; row++)
            {
                nint tap = (nint)time * steps.Values + (nint)row * shape.RowLength;
                for (nint end = tap + shape.RunTaps; tap < end; tap += 2, weights += 32)
                {
                    Vector256<short> a = Load(weights), b = Load(weights + 16);
                    Add(ref a0, ref b0, a, b, x0 + tap);
                    Add(ref a1, ref b1, a, b, x1 + tap);
                    Add(ref a2, ref b2, a, b, x2 + tap);
                    Add(ref a3, ref b3, a, b, x3 + tap);
                    Add(ref a4, ref b4, a, b, x4 + tap);
                    Add(ref a5, ref b5, a, b, x5 + tap);
                }
            }

            Store(a0, b0, sums);
            Store(a1, b1, sums + steps.Window);
            Store(a2, b2, sums + 2 * steps.Window);
            Store(a3, b3, sums + 3 * steps.Window);
            Store(a4, b4, sums + 4 * steps.Window);
            Store(a5, b5, sums + 5 * steps.Window);
        }
    }

    /// <summary>Four windows; one past the last is the last again.</summary>
    private static void MultiplyFour<T>(
        short* values, int* starts, int count, T* weights, in WindowShape shape, in Steps steps, int* sums)
        where T : unmanaged
    {
        int last = Math.Min(count, 4) - 1;
        int second = Math.Min(1, last), third = Math.Min(2, last);
        short* x0 = values + starts[0], x1 = values + starts[second], x2 = values + starts[third], x3 = values + starts[last];
        for (int time = 0; time < steps.Times; time++, sums += steps.Sums)
        {
            Vector256<int> a0 = default, a1 = default, a2 = default, a3 = default;
            Vector256<int> b0 = default, b1 = default, b2 = default, b3 = default;
            for (int row = 0; row < shape.Rows; row++)
            {
                nint tap = (nint)time * steps.Values + (nint)row * shape.RowLength;
                for (nint end = tap + shape.RunTaps; tap < end; tap += 2, weights += 32)
                {
                    Vector256<short> a = Load(weights), b = Load(weights + 16);
                    Add(ref a0, ref b0, a, b, x0 + tap);
                    Add(ref a1, ref b1, a, b, x1 + tap);
                    Add(ref a2, ref b2, a, b, x2 + tap);
                    Add(ref a3, ref b3, a, b, x3 + tap);
                }
            }

            Store(a0, b0, sums);
            Store(a1, b1, sums + second * steps.Window);
            Store(a2, b2, sums + third * steps.Window);
            Store(a3, b3, sums + last * steps.Window);
        }
    }

    private static void MultiplyOne<T>(short* x, T* weights, in WindowShape shape, in Steps steps, int* sums)
        where T : unmanaged
    {
        for (int time = 0; time < steps.Times; time++, sums += steps.Sums)
        {
            Vector256<int> a0 = default, a1 = default, b0 = default, b1 = default;
            for (int row = 0; row < shape.Rows; row++)
            {
                nint tap = (nint)time * steps.Values + (nint)row * shape.RowLength;
                for (nint end = tap + shape.RunTaps; tap < end; tap += 4, weights += 64)
                {
                    Add(ref a0, ref b0, Load(weights), Load(weights + 16), x + tap);
                    Add(ref a1, ref b1, Load(weights + 32), Load(weights + 48), x + tap + 2);
                }
            }

            Store(a0 + a1, b0 + b1, sums);
        }
    }

    private static Vector128<int> Rescale(int* sum, int* bias, float* scale, Vector256<double> least, Vector256<double> most)
    {
        Vector256<double> acc = Avx.ConvertToVector256Double(Vector128.Load(sum) + Vector128.Load(bias));
        Vector256<double> value = acc * Avx.ConvertToVector256Double(Vector128.Load(scale));
        return Avx.ConvertToVector128Int32(Avx.Min(Avx.Max(value, least), most));
    }

    /// <summary>
    /// 16 channels of one window. Two taps are interleaved within 128-bit lanes, so the sums come out as channels 0–3 and 8–11,
    /// 4–7 and 12–15.
    /// </summary>
    private static void MultiplyDepthwise(short* x, nint* taps, int pairs, short* weights, int* sums)
    {
        Vector256<int> first = default, second = default;
        for (int pair = 0; pair < pairs; pair++, taps += 2, weights += 32)
        {
            Vector256<short> even = Vector256.Load(x + taps[0]);
            Vector256<short> odd = Vector256.Load(x + taps[1]);
            first += Avx2.MultiplyAddAdjacent(Avx2.UnpackLow(even, odd), Vector256.Load(weights));
            second += Avx2.MultiplyAddAdjacent(Avx2.UnpackHigh(even, odd), Vector256.Load(weights + 16));
        }

        Store(Avx2.Permute2x128(first, second, 0x20), Avx2.Permute2x128(first, second, 0x31), sums);
    }

    /// <summary>Puts the pairs of weights of 16 channels in the order in which unpacking gives the pairs of taps.</summary>
    private static short[] Interleave(short[] packed)
    {
        for (int start = 0; start < packed.Length; start += 32)
        {
            // Channels 4–7 (two weights each) change places with 8–11.
            Span<short> block = packed.AsSpan(start, 32);
            for (int index = 8; index < 16; index++)
                (block[index], block[index + 8]) = (block[index + 8], block[index]);
        }

        return packed;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<short> Load<T>(T* weights)
        where T : unmanaged =>
        sizeof(T) == 1 ? Avx2.ConvertToVector256Int16((sbyte*)weights) : Vector256.Load((short*)weights);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(ref Vector256<int> low, ref Vector256<int> high, Vector256<short> a, Vector256<short> b, short* pair)
    {
        Vector256<short> x = Vector256.Create(*(int*)pair).AsInt16();
        low += Avx2.MultiplyAddAdjacent(a, x);
        high += Avx2.MultiplyAddAdjacent(b, x);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector256<int> low, Vector256<int> high, int* sums)
    {
        low.Store(sums);
        high.Store(sums + 8);
    }

    /// <summary>How the same windows are summed several times, each time with the weights that follow.</summary>
    /// <param name="Times">Once, or for each of the 36 points of a tile.</param>
    /// <param name="Values">Numbers of the map from one time to the next.</param>
    /// <param name="Window">Sums from one window to the next.</param>
    /// <param name="Sums">Sums from one time to the next.</param>
    private readonly record struct Steps(int Times, int Values, int Window, int Sums);

    /// <summary>The output transform of 16 channels.</summary>
    private readonly struct OutputBlock
    {
        private readonly Vector256<float> _scaleLow, _scaleHigh, _least, _most;
        private readonly Vector256<int> _biasLow, _biasHigh;
        private readonly Vector128<short> _zero;
        private readonly int _count;

        public OutputBlock(in Requantization transform, int n)
        {
            _scaleLow = Vector256.LoadUnsafe(ref transform.Scales[n]);
            _scaleHigh = Vector256.LoadUnsafe(ref transform.Scales[n + 8]);
            _biasLow = Vector256.LoadUnsafe(ref transform.Biases[n]);
            _biasHigh = Vector256.LoadUnsafe(ref transform.Biases[n + 8]);
            _least = Vector256.Create((float)(transform.Lowest - transform.Zero));
            _most = Vector256.Create((float)(transform.Highest - transform.Zero));
            _zero = Vector128.Create((short)transform.Zero);
            _count = Math.Min(WindowShape.Block, transform.Outputs - n);
        }

        /// <summary>Clamping before rounding gives the same byte, and keeps the conversion within its range.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Store(Vector256<int> low, Vector256<int> high, sbyte* target)
        {
            Vector256<int> first = Avx.ConvertToVector256Int32(Clamp(Avx.ConvertToVector256Single(low + _biasLow) * _scaleLow));
            Vector256<int> second = Avx.ConvertToVector256Int32(Clamp(Avx.ConvertToVector256Single(high + _biasHigh) * _scaleHigh));
            Vector128<short> left = Sse2.PackSignedSaturate(first.GetLower(), first.GetUpper()) + _zero;
            Vector128<short> right = Sse2.PackSignedSaturate(second.GetLower(), second.GetUpper()) + _zero;
            Vector128<sbyte> bytes = Sse2.PackSignedSaturate(left, right);
            if (_count == WindowShape.Block)
                bytes.Store(target);
            else
                StoreSome(bytes, target, _count);
        }

        private static void StoreSome(Vector128<sbyte> bytes, sbyte* target, int count)
        {
            for (int n = 0; n < count; n++)
                target[n] = bytes.GetElement(n);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private Vector256<float> Clamp(Vector256<float> value) => Avx.Min(Avx.Max(value, _least), _most);
    }
}
