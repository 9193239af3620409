namespace Inference.Kernels;

/// <summary>
/// The inner loops for one instruction set; <see cref="PortableKernels"/> is the definition, every other set gives the same bits.
/// </summary>
/// <remarks>
/// Static abstract, so that the compiler inlines them. Spans never overlap. Sizes are checked where layers are built, not here.
/// </remarks>
public partial interface IKernels
{
    /// <summary>The name <c>VIGIE_KERNELS</c> knows it by.</summary>
    static abstract string Name { get; }

    /// <summary>Whether this machine has the instructions.</summary>
    static abstract bool IsSupported { get; }

    /// <summary>One output row of a byte convolution: <c>y = sat16((Σ w·x · m + b) &gt;&gt; shift)</c>.</summary>
    /// <param name="rows">
    /// Padded input from the row of the first tap, at least <see cref="ByteConvShape.InputLength"/>; −128 to 127.
    /// </param>
    /// <param name="weights">As <see cref="ByteConvShape.Pack"/> orders them.</param>
    /// <param name="shape">Sizes.</param>
    /// <param name="transform">From sum to value.</param>
    /// <param name="output"><c>[Width × OutputChannels]</c>.</param>
    static abstract void ConvolveBytes(
        ReadOnlySpan<short> rows, ReadOnlySpan<short> weights, in ByteConvShape shape, in OutputTransform transform, Span<short> output);

    /// <summary>
    /// The values beside a binary convolution: <c>y_n = sat16(x_{n mod in} + sat16((sum_n · m_n + b_n) &gt;&gt; shift))</c>.
    /// </summary>
    /// <param name="sums">From <c>ConvolveBits</c>.</param>
    /// <param name="shortcut"><c>[Width × InputChannels]</c>.</param>
    /// <param name="shape">Sizes; OutputChannels is a multiple of InputChannels.</param>
    /// <param name="transform">From sum to value.</param>
    /// <param name="output"><c>[Width × OutputChannels]</c>.</param>
    static abstract void AddResidual(
        ReadOnlySpan<short> sums, ReadOnlySpan<short> shortcut, in BinaryConvShape shape, in OutputTransform transform, Span<short> output);

    /// <summary>The largest of each 2×2 block of two rows.</summary>
    /// <param name="top"><c>[2·width × channels]</c>.</param>
    /// <param name="bottom"><c>[2·width × channels]</c>.</param>
    /// <param name="channels">Values a pixel.</param>
    /// <param name="output"><c>[width × channels]</c>.</param>
    static abstract void PoolMaximum(ReadOnlySpan<short> top, ReadOnlySpan<short> bottom, int channels, Span<short> output);

    /// <summary>The mean of each 2×2 block of two rows: <c>(a + b + c + d + 2) &gt;&gt; 2</c>.</summary>
    /// <param name="top"><c>[2·width × channels]</c>.</param>
    /// <param name="bottom"><c>[2·width × channels]</c>.</param>
    /// <param name="channels">Values a pixel.</param>
    /// <param name="output"><c>[width × channels]</c>.</param>
    static abstract void PoolAverage(ReadOnlySpan<short> top, ReadOnlySpan<short> bottom, int channels, Span<short> output);

    /// <summary>Adds rectified pixels to sums: <c>sums_c += max(x_c − r_c, 0)</c> over the pixels; sums stay below 2^30.</summary>
    /// <param name="pixels"><c>[pixels × channels]</c>.</param>
    /// <param name="offsets"><c>[channels]</c>.</param>
    /// <param name="sums"><c>[channels]</c>.</param>
    static abstract void AddRectified(ReadOnlySpan<short> pixels, ReadOnlySpan<short> offsets, Span<int> sums);

    /// <summary>Exact dot product.</summary>
    /// <param name="weights">Any values.</param>
    /// <param name="features">As many values above −32,768, so that two products add up in 32 bits.</param>
    /// <returns><c>Σ w·f</c>.</returns>
    static abstract long Dot(ReadOnlySpan<short> weights, ReadOnlySpan<short> features);
}
