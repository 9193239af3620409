using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;

namespace Inference.Kernels;

/// <content>Convolutions of 8-bit and 16-bit numbers with 8-bit weights, by SMLAL with a lane of the map as one factor.</content>
public readonly unsafe partial struct AdvSimdKernels
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
    public static sbyte[] PackValues(ReadOnlySpan<sbyte> weights, in WindowShape shape) => shape.Pack(weights, 1);

    /// <inheritdoc/>
    public static void MultiplyValues(
        ReadOnlySpan<short> values, ReadOnlySpan<int> starts, ReadOnlySpan<sbyte> weights, in WindowShape shape, Span<int> sums)
    {
        fixed (short* input = values)
        fixed (int* places = starts, target = sums)
        fixed (sbyte* packed = weights)
        {
            for (int block = 0; block < shape.Blocks; block++)
            {
                sbyte* w = packed + (nint)block * shape.BlockWeights;
                Multiply(input, places, starts.Length, w, shape, target + block * WindowShape.Block, shape.Stride);
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
                    block.Store(input + (nint)pixel * stride + n, target + (nint)pixel * transform.Outputs + n);
            }
        }
    }

    /// <inheritdoc/>
    public static void Rescale(ReadOnlySpan<int> sums, in Requantization transform, Span<short> output)
    {
        int stride = transform.Scales.Length;
        int pixels = output.Length / transform.Outputs;
        Vector128<double> least = Vector128.Create((double)transform.Lowest), most = Vector128.Create((double)transform.Highest);
        fixed (int* input = sums, biases = transform.Biases)
        fixed (float* scales = transform.Scales)
        fixed (short* target = output)
        {
            for (int pixel = 0; pixel < pixels; pixel++)
            {
                short* to = target + (nint)pixel * transform.Outputs;
                int* sum = input + (nint)pixel * stride;
                int n = 0;
                for (; n + 4 <= transform.Outputs; n += 4)
                {
                    Vector128<int> acc = Vector128.Load(sum + n) + Vector128.Load(biases + n);
                    Vector128<float> scale = Vector128.Load(scales + n);
                    Vector128<double> low = AdvSimd.Arm64.ConvertToDouble(AdvSimd.SignExtendWideningLower(acc.GetLower()))
                        * AdvSimd.Arm64.ConvertToDouble(scale.GetLower());
                    Vector128<double> high = AdvSimd.Arm64.ConvertToDouble(AdvSimd.SignExtendWideningUpper(acc))
                        * AdvSimd.Arm64.ConvertToDoubleUpper(scale);
                    Vector64<int> left = Round(low, least, most), right = Round(high, least, most);
                    AdvSimd.ExtractNarrowingLower(Vector128.Create(left, right)).Store(to + n);
                }

                for (; n < transform.Outputs; n++)
                    to[n] = PortableKernels.Rescale(sum[n], n, transform);
            }
        }
    }

    /// <inheritdoc/>
    public static short[] PackDepthwise(ReadOnlySpan<sbyte> weights, in DepthwiseShape shape) => shape.Pack(weights, 1);

    /// <inheritdoc/>
    public static void MultiplyDepthwise(
        ReadOnlySpan<short> values, ReadOnlySpan<int> starts, ReadOnlySpan<short> weights, in DepthwiseShape shape, Span<int> sums)
    {
        nint* taps = stackalloc nint[shape.Taps];
        for (int tap = 0; tap < shape.Taps; tap++)
            taps[tap] = shape.Offset(tap);
        fixed (short* input = values, packed = weights)
        fixed (int* target = sums)
        {
            for (int n = 0; n < shape.Stride; n += WindowShape.Block)
            {
                short* w = packed + (nint)n * shape.Taps;
                for (int window = 0; window < starts.Length; window++)
                    MultiplyDepthwise(input + starts[window] + n, taps, shape.Taps, w, target + (nint)window * shape.Stride + n);
            }
        }
    }

    /// <summary>One block of outputs of any number of windows, four at a time; one past the last is the last again.</summary>
    private static void Multiply<T>(short* values, int* starts, int count, T* weights, in WindowShape shape, int* sums, int stride)
        where T : unmanaged
    {
        int window = 0;
        for (; window + 1 < count; window += 4)
            MultiplyFour(values, starts + window, count - window, weights, shape, sums + (nint)window * stride, stride);
        if (window < count)
            MultiplyOne(values + starts[window], weights, shape, sums + (nint)window * stride);
    }

    private static void MultiplyFour<T>(short* values, int* starts, int count, T* weights, in WindowShape shape, int* sums, int stride)
        where T : unmanaged
    {
        int last = Math.Min(count, 4) - 1;
        int second = Math.Min(1, last), third = Math.Min(2, last);
        short* x0 = values + starts[0], x1 = values + starts[second], x2 = values + starts[third], x3 = values + starts[last];
        Vector128<int> a0 = default, b0 = default, c0 = default, d0 = default, a1 = default, b1 = default, c1 = default, d1 = default;
        Vector128<int> a2 = default, b2 = default, c2 = default, d2 = default, a3 = default, b3 = default, c3 = default, d3 = default;
        for (int row = 0; row < shape.Rows; row++)
        {
            nint start = (nint)row * shape.RowLength;
            for (nint tap = start; tap < start + shape.RunTaps; tap += 4, weights += 64)
            {
                Vector64<short> p0 = Vector64.Load(x0 + tap), p1 = Vector64.Load(x1 + tap);
                Vector64<short> p2 = Vector64.Load(x2 + tap), p3 = Vector64.Load(x3 + tap);
                (Vector128<short> low, Vector128<short> high) = Load(weights);
                Add(ref a0, ref b0, ref c0, ref d0, low, high, p0, 0);
                Add(ref a1, ref b1, ref c1, ref d1, low, high, p1, 0);
                Add(ref a2, ref b2, ref c2, ref d2, low, high, p2, 0);
                Add(ref a3, ref b3, ref c3, ref d3, low, high, p3, 0);
                (low, high) = Load(weights + 16);
                Add(ref a0, ref b0, ref c0, ref d0, low, high, p0, 1);
                Add(ref a1, ref b1, ref c1, ref d1, low, high, p1, 1);
                Add(ref a2, ref b2, ref c2, ref d2, low, high, p2, 1);
                Add(ref a3, ref b3, ref c3, ref d3, low, high, p3, 1);
                (low, high) = Load(weights + 32);
                Add(ref a0, ref b0, ref c0, ref d0, low, high, p0, 2);
                Add(ref a1, ref b1, ref c1, ref d1, low, high, p1, 2);
                Add(ref a2, ref b2, ref c2, ref d2, low, high, p2, 2);
                Add(ref a3, ref b3, ref c3, ref d3, low, high, p3, 2);
                (low, high) = Load(weights + 48);
                Add(ref a0, ref b0, ref c0, ref d0, low, high, p0, 3);
                Add(ref a1, ref b1, ref c1, ref d1, low, high, p1, 3);
                Add(ref a2, ref b2, ref c2, ref d2, low, high, p2, 3);
                Add(ref a3, ref b3, ref c3, ref d3, low, high, p3, 3);
            }
        }

        Store(a0, b0, c0, d0, sums);
        Store(a1, b1, c1, d1, sums + second * stride);
        Store(a2, b2, c2, d2, sums + third * stride);
        Store(a3, b3, c3, d3, sums + last * stride);
    }

    private static void MultiplyOne<T>(short* x, T* weights, in WindowShape shape, int* sums)
        where T : unmanaged
    {
        Vector128<int> a = default, b = default, c = default, d = default;
        for (int row = 0; row < shape.Rows; row++)
        {
            nint start = (nint)row * shape.RowLength;
            for (nint tap = start; tap < start + shape.RunTaps; tap += 4, weights += 64)
            {
                Vector64<short> p = Vector64.Load(x + tap);
                (Vector128<short> low, Vector128<short> high) = Load(weights);
                Add(ref a, ref b, ref c, ref d, low, high, p, 0);
                (low, high) = Load(weights + 16);
                Add(ref a, ref b, ref c, ref d, low, high, p, 1);
                (low, high) = Load(weights + 32);
                Add(ref a, ref b, ref c, ref d, low, high, p, 2);
                (low, high) = Load(weights + 48);
                Add(ref a, ref b, ref c, ref d, low, high, p, 3);
            }
        }

        Store(a, b, c, d, sums);
    }

    private static Vector64<int> Round(Vector128<double> value, Vector128<double> least, Vector128<double> most) =>
        AdvSimd.ExtractNarrowingLower(
            AdvSimd.Arm64.ConvertToInt64RoundToEven(AdvSimd.Arm64.Min(AdvSimd.Arm64.Max(value, least), most)));

    private static void MultiplyDepthwise(short* x, nint* taps, int count, short* weights, int* sums)
    {
        Vector128<int> a = default, b = default, c = default, d = default;
        for (int tap = 0; tap < count; tap++, weights += WindowShape.Block)
        {
            short* pixel = x + taps[tap];
            Vector128<short> low = Vector128.Load(pixel), high = Vector128.Load(pixel + 8);
            Vector128<short> left = Vector128.Load(weights), right = Vector128.Load(weights + 8);
            a = AdvSimd.MultiplyWideningLowerAndAdd(a, low.GetLower(), left.GetLower());
            b = AdvSimd.MultiplyWideningUpperAndAdd(b, low, left);
            c = AdvSimd.MultiplyWideningLowerAndAdd(c, high.GetLower(), right.GetLower());
            d = AdvSimd.MultiplyWideningUpperAndAdd(d, high, right);
        }

        Store(a, b, c, d, sums);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector128<short> Low, Vector128<short> High) Load<T>(T* weights)
        where T : unmanaged
    {
        if (sizeof(T) == 2)
            return (Vector128.Load((short*)weights), Vector128.Load((short*)weights + 8));
        Vector128<sbyte> bytes = Vector128.Load((sbyte*)weights);
        return (AdvSimd.SignExtendWideningLower(bytes.GetLower()), AdvSimd.SignExtendWideningUpper(bytes));
    }

    /// <summary>Lane <paramref name="tap"/> of <paramref name="x"/> times 16 weights.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(
        ref Vector128<int> a,
        ref Vector128<int> b,
        ref Vector128<int> c,
        ref Vector128<int> d,
        Vector128<short> low,
        Vector128<short> high,
        Vector64<short> x,
        [ConstantExpected(Max = (byte)3)] byte tap)
    {
        a = AdvSimd.MultiplyBySelectedScalarWideningLowerAndAdd(a, low.GetLower(), x, tap);
        b = AdvSimd.MultiplyBySelectedScalarWideningUpperAndAdd(b, low, x, tap);
        c = AdvSimd.MultiplyBySelectedScalarWideningLowerAndAdd(c, high.GetLower(), x, tap);
        d = AdvSimd.MultiplyBySelectedScalarWideningUpperAndAdd(d, high, x, tap);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector128<int> a, Vector128<int> b, Vector128<int> c, Vector128<int> d, int* sums)
    {
        a.Store(sums);
        b.Store(sums + 4);
        c.Store(sums + 8);
        d.Store(sums + 12);
    }

    /// <summary>The output transform of 16 channels, kept in registers.</summary>
    private readonly struct OutputBlock
    {
        private readonly Vector128<float> _scaleA, _scaleB, _scaleC, _scaleD, _least, _most;
        private readonly Vector128<int> _biasA, _biasB, _biasC, _biasD;
        private readonly Vector128<short> _zero;
        private readonly int _count;

        public OutputBlock(in Requantization transform, int n)
        {
            _scaleA = Vector128.LoadUnsafe(ref transform.Scales[n]);
            _scaleB = Vector128.LoadUnsafe(ref transform.Scales[n + 4]);
            _scaleC = Vector128.LoadUnsafe(ref transform.Scales[n + 8]);
            _scaleD = Vector128.LoadUnsafe(ref transform.Scales[n + 12]);
            _biasA = Vector128.LoadUnsafe(ref transform.Biases[n]);
            _biasB = Vector128.LoadUnsafe(ref transform.Biases[n + 4]);
            _biasC = Vector128.LoadUnsafe(ref transform.Biases[n + 8]);
            _biasD = Vector128.LoadUnsafe(ref transform.Biases[n + 12]);
            _least = Vector128.Create((float)(transform.Lowest - transform.Zero));
            _most = Vector128.Create((float)(transform.Highest - transform.Zero));
            _zero = Vector128.Create((short)transform.Zero);
            _count = Math.Min(WindowShape.Block, transform.Outputs - n);
        }

        /// <summary>Clamping before rounding gives the same byte, and keeps the conversion within its range.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Store(int* sums, sbyte* target)
        {
            Vector128<int> a = Round(Vector128.Load(sums) + _biasA, _scaleA);
            Vector128<int> b = Round(Vector128.Load(sums + 4) + _biasB, _scaleB);
            Vector128<int> c = Round(Vector128.Load(sums + 8) + _biasC, _scaleC);
            Vector128<int> d = Round(Vector128.Load(sums + 12) + _biasD, _scaleD);
            Vector128<short> left = AdvSimd.ExtractNarrowingUpper(AdvSimd.ExtractNarrowingLower(a), b) + _zero;
            Vector128<short> right = AdvSimd.ExtractNarrowingUpper(AdvSimd.ExtractNarrowingLower(c), d) + _zero;
            Vector128<sbyte> bytes = AdvSimd.ExtractNarrowingUpper(AdvSimd.ExtractNarrowingLower(left), right);
            if (_count == WindowShape.Block)
                bytes.Store(target);
            else
                StoreSome(bytes, target, _count);
        }

        private static void StoreSome(Vector128<sbyte> bytes, sbyte* target, int count)
        {
            sbyte* all = stackalloc sbyte[WindowShape.Block];
            bytes.Store(all);
            for (int n = 0; n < count; n++)
                target[n] = all[n];
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private Vector128<int> Round(Vector128<int> sum, Vector128<float> scale)
        {
            Vector128<float> value = AdvSimd.ConvertToSingle(sum) * scale;
            return AdvSimd.ConvertToInt32RoundToEven(AdvSimd.Min(AdvSimd.Max(value, _least), _most));
        }
    }
}
