namespace Inference.Kernels;

/// <content>Convolutions of 8-bit and 16-bit numbers with 8-bit weights.</content>
public partial interface IKernels
{
    /// <summary>Whether 3×3 convolutions of stride 1 run faster in tiles than by <see cref="MultiplyBytes"/>.</summary>
    static abstract bool PrefersTiles { get; }

    /// <summary>Orders weights for <see cref="MultiplyBytes"/> of the same set, once at load.</summary>
    /// <param name="weights"><c>[Outputs][Rows][Taps]</c>.</param>
    /// <param name="shape">Sizes.</param>
    static abstract sbyte[] PackBytes(ReadOnlySpan<sbyte> weights, in WindowShape shape);

    /// <summary>Sums of windows: <c>Σ w·x</c> over the rows and taps, modulo 2^32 and therefore exact where the sum fits 32 bits.</summary>
    /// <param name="values">
    /// A map of numbers from −128 to 127, of which every window lies inside, <see cref="WindowShape.Reach"/> included.
    /// </param>
    /// <param name="starts">Where the windows start.</param>
    /// <param name="weights">From <see cref="PackBytes"/>.</param>
    /// <param name="shape">Sizes.</param>
    /// <param name="sums"><c>[windows × Stride]</c>; 0 past the last output.</param>
    static abstract void MultiplyBytes(
        ReadOnlySpan<short> values, ReadOnlySpan<int> starts, ReadOnlySpan<sbyte> weights, in WindowShape shape, Span<int> sums);

    /// <summary>Orders weights for <see cref="MultiplyValues"/> of the same set, once at load.</summary>
    /// <param name="weights"><c>[Outputs][Rows][Taps]</c>.</param>
    /// <param name="shape">Sizes.</param>
    static abstract sbyte[] PackValues(ReadOnlySpan<sbyte> weights, in WindowShape shape);

    /// <summary>As <see cref="MultiplyBytes"/>, of any 16-bit numbers.</summary>
    /// <param name="values">A map of which every window lies inside, <see cref="WindowShape.Reach"/> included.</param>
    /// <param name="starts">Where the windows start.</param>
    /// <param name="weights">From <see cref="PackValues"/>.</param>
    /// <param name="shape">Sizes.</param>
    /// <param name="sums"><c>[windows × Stride]</c>; 0 past the last output.</param>
    static abstract void MultiplyValues(
        ReadOnlySpan<short> values, ReadOnlySpan<int> starts, ReadOnlySpan<sbyte> weights, in WindowShape shape, Span<int> sums);

    /// <summary>Sums to bytes by <see cref="Requantization"/>.</summary>
    /// <param name="sums"><c>[pixels × outputs in whole blocks of 16]</c>.</param>
    /// <param name="transform">From sum to byte.</param>
    /// <param name="output"><c>[pixels × outputs]</c>; its length gives the pixels.</param>
    static abstract void Requantize(ReadOnlySpan<int> sums, in Requantization transform, Span<sbyte> output);

    /// <summary>Orders transformed weights for <see cref="MultiplyTiles"/> of the same set, once at load.</summary>
    /// <param name="points"><c>[Outputs][36][Inputs]</c>.</param>
    /// <param name="shape">Sizes.</param>
    static abstract short[] PackTiles(ReadOnlySpan<short> points, in WinogradShape shape);

    /// <summary>Tiles of 6×6 input pixels to 36 points: <c>Bᵀ·x·B</c>.</summary>
    /// <param name="padded"><see cref="WinogradShape.PaddedLength"/> numbers from −128 to 127.</param>
    /// <param name="shape">Sizes.</param>
    /// <param name="first">Number of the first tile.</param>
    /// <param name="count">Tiles.</param>
    /// <param name="points"><c>[36][count][TileStride]</c>; undefined past the last input channel.</param>
    static abstract void TransformTiles(ReadOnlySpan<short> padded, in WinogradShape shape, int first, int count, Span<short> points);

    /// <summary>Products of points with one block of 16 output channels, summed over the input channels modulo 2^32.</summary>
    /// <param name="points">From <see cref="TransformTiles"/>.</param>
    /// <param name="weights">From <see cref="PackTiles"/>, all of them.</param>
    /// <param name="shape">Sizes.</param>
    /// <param name="count">Tiles.</param>
    /// <param name="block">Which 16 output channels.</param>
    /// <param name="products"><c>[36][count][16]</c>.</param>
    static abstract void MultiplyTiles(
        ReadOnlySpan<short> points, ReadOnlySpan<short> weights, in WinogradShape shape, int count, int block, Span<int> products);

    /// <summary>Products to bytes: <c>Aᵀ·m·A</c>, the exact division, then <see cref="Requantization"/>.</summary>
    /// <param name="products">From <see cref="MultiplyTiles"/>.</param>
    /// <param name="shape">Sizes.</param>
    /// <param name="tiles">Number of the first tile, and how many.</param>
    /// <param name="block">Which 16 output channels.</param>
    /// <param name="transform">From sum to byte.</param>
    /// <param name="output">The whole map, <c>[Height × Width × Outputs]</c>; only these tiles and channels are written.</param>
    static abstract void RequantizeTiles(
        ReadOnlySpan<int> products,
        in WinogradShape shape,
        (int First, int Count) tiles,
        int block,
        in Requantization transform,
        Span<sbyte> output);

    /// <summary>Sums to 16-bit values: <c>y_n = clamp(rne(double(sum + Biases[n]) · Scales[n]), Lowest, Highest)</c>.</summary>
    /// <param name="sums"><c>[pixels × outputs in whole blocks of 16]</c>; with the biases they fit 32 bits.</param>
    /// <param name="transform">Scales, biases and limits from −32,768 to 32,767; Zero is not used.</param>
    /// <param name="output"><c>[pixels × outputs]</c>; its length gives the pixels.</param>
    static abstract void Rescale(ReadOnlySpan<int> sums, in Requantization transform, Span<short> output);

    /// <summary>Orders weights for <see cref="MultiplyDepthwise"/> of the same set, once at load.</summary>
    /// <param name="weights"><c>[Rows][Columns][Channels]</c>.</param>
    /// <param name="shape">Sizes.</param>
    static abstract short[] PackDepthwise(ReadOnlySpan<sbyte> weights, in DepthwiseShape shape);

    /// <summary>Sums of windows, a channel for itself: <c>Σ w_c·x_c</c> over the taps.</summary>
    /// <param name="values">
    /// A map of numbers from −128 to 127, of which every window lies inside, <see cref="DepthwiseShape.Reach"/> included.
    /// </param>
    /// <param name="starts">Where the windows start.</param>
    /// <param name="weights">From <see cref="PackDepthwise"/>.</param>
    /// <param name="shape">Sizes.</param>
    /// <param name="sums"><c>[windows × Stride]</c>; 0 past the last channel.</param>
    static abstract void MultiplyDepthwise(
        ReadOnlySpan<short> values, ReadOnlySpan<int> starts, ReadOnlySpan<short> weights, in DepthwiseShape shape, Span<int> sums);
}
