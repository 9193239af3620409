using System.Runtime.Intrinsics;
namespace Inference.Kernels;

/// <summary>Leads the tiles of an instruction set over the outputs of a float convolution.</summary>
internal static unsafe class BlockTiles
{
    /// <summary>Outputs of a tile where pixels are lanes.</summary>
    private const int Outputs = 4;

    /// <summary>Rows summed side by side where outputs are lanes: the sums of one row alone would wait for each other.</summary>
    private const int SideBySide = 4;

    /// <summary>
    /// Tiles that a row of blocks passes over before the next row: enough to pay for its start and to write only 4 output planes at once
    /// (planes of a power of 2 share their cache sets), few enough for the stack.
    /// </summary>
    private const int Band = 32;

    /// <inheritdoc cref="IKernels.ConvolveBlocks"/>
    public static void Convolve<TTile>(
        ReadOnlySpan<float> padded, in BlockRows rows, in PlanarShape shape, Span<float> output)
        where TTile : IBlockTile
    {
        PixelVectors vectors = new(shape, TTile.Lanes);
        PixelTile* tiles = stackalloc PixelTile[Band];
        float* spill = stackalloc float[Outputs * TTile.Vectors * TTile.Lanes];
        int pixels = shape.OutputPixels;
        fixed (float* input = padded, weights = rows.Weights, biases = rows.Biases, target = output)
        fixed (int* offsets = rows.Offsets, starts = rows.Starts)
        {
            for (int first = 0; first < vectors.Count;)
            {
                int count = Fill<TTile>(tiles, vectors, ref first);
                for (int n = 0; n < rows.Outputs; n += Outputs)
                {
                    int* start = starts + n / rows.Block;
                    float* w = weights + (long)*start * rows.Block + n % rows.Block;
                    BlockRow row = new(w, rows.Block, offsets + *start, offsets + start[1], biases + n, rows.Lowest, rows.Highest);
                    bool whole = vectors.IsWhole && n + Outputs <= rows.Outputs;
                    for (int t = 0; t < count; t++)
                    {
                        if (whole)
                            TTile.Convolve(input, tiles[t], row, target + (long)n * pixels, pixels);
                        else
                            Scatter<TTile>(input, tiles[t], row, spill, vectors, output[(n * pixels)..], pixels);
                    }
                }
            }
        }
    }

    /// <inheritdoc cref="IKernels.ConvolvePlanes"/>
    public static void ConvolvePlanes<TTile>(
        ReadOnlySpan<float> padded, in PlaneTaps taps, in PlanarShape shape, Span<float> output)
        where TTile : IBlockTile
    {
        PixelVectors vectors = new(shape, TTile.Lanes);
        PixelTile* tiles = stackalloc PixelTile[Band];
        float* spill = stackalloc float[TTile.Vectors * TTile.Lanes];
        int pixels = shape.OutputPixels;
        int area = taps.Offsets.Length;
        int pitch = shape.ChannelPitch;
        fixed (float* input = padded, weights = taps.Weights, biases = taps.Biases, target = output)
        fixed (int* offsets = taps.Offsets)
        {
            for (int first = 0; first < vectors.Count;)
            {
                int count = Fill<TTile>(tiles, vectors, ref first);
                for (int c = 0; c < shape.Channels; c++)
                {
                    BlockRow row = new(weights + (long)c * area, 1, offsets, offsets + area, biases + c, taps.Lowest, taps.Highest);
                    float* plane = input + (long)c * pitch;
                    for (int t = 0; t < count; t++)
                    {
                        if (vectors.IsWhole)
                        {
                            TTile.ConvolvePlane(plane, tiles[t], row, target + (long)c * pixels);
                            continue;
                        }

                        TTile.ConvolvePlane(plane, new PixelTile(tiles[t], TTile.Lanes), row, spill);
                        Scatter<TTile>(tiles[t], spill, vectors, output.Slice(c * pixels, pixels));
                    }
                }
            }
        }
    }

    /// <inheritdoc cref="IKernels.MultiplyBlocks"/>
    public static void Multiply<TTile>(ReadOnlySpan<float> input, in BlockRows rows, Span<float> output)
        where TTile : IBlockTile
    {
        int block = rows.Block;
        float* sums = stackalloc float[SideBySide * block];
        BlockRow* side = stackalloc BlockRow[SideBySide];
        fixed (float* x = input, weights = rows.Weights, biases = rows.Biases)
        fixed (int* offsets = rows.Offsets, starts = rows.Starts)
        {
            for (int row = 0; row < rows.Rows; row += SideBySide)
            {
                int common = int.MaxValue;
                for (int k = 0; k < SideBySide; k++)
                {
                    int r = rows.Order[Math.Min(row + k, rows.Rows - 1)];
                    float* w = weights + (long)starts[r] * block;
                    side[k] = new(w, block, offsets + starts[r], offsets + starts[r + 1], biases + r * block, rows.Lowest, rows.Highest);
                    common = Math.Min(common, side[k].Count);
                }

                TTile.Multiply(x, side, common, sums);
                for (int k = 0; k < Math.Min(SideBySide, rows.Rows - row); k++)
                {
                    Finish(x, side[k], common, sums + k * block);
                    int first = rows.Order[row + k] * block;
                    new ReadOnlySpan<float>(sums + k * block, Math.Min(block, rows.Outputs - first)).CopyTo(output[first..]);
                }
            }
        }
    }

    private static int Fill<TTile>(PixelTile* tiles, in PixelVectors vectors, ref int first)
        where TTile : IBlockTile
    {
        int count = 0;
        for (; count < Band && first < vectors.Count; count++)
        {
            tiles[count] = new(vectors, first, TTile.Vectors);
            first += tiles[count].Count;
        }

        return count;
    }

    /// <summary>A tile whose vectors are no runs of the output, or whose last outputs do not exist.</summary>
    private static void Scatter<TTile>(
        float* input, in PixelTile tile, in BlockRow row, float* spill, in PixelVectors vectors, Span<float> output, int pixels)
        where TTile : IBlockTile
    {
        int pitch = TTile.Vectors * TTile.Lanes;
        TTile.Convolve(input, new PixelTile(tile, TTile.Lanes), row, spill, pitch);
        for (int k = 0; k < Math.Min(Outputs, output.Length / pixels); k++)
            Scatter<TTile>(tile, spill + k * pitch, vectors, output.Slice(k * pixels, pixels));
    }

    private static void Scatter<TTile>(in PixelTile tile, float* spill, in PixelVectors vectors, Span<float> plane)
        where TTile : IBlockTile
    {
        int lanes = TTile.Lanes;
        vectors.Scatter(new(spill, lanes), tile.S0, plane);
        vectors.Scatter(new(spill + lanes, lanes), tile.S1, plane);
        if (tile.Count > 2)
            vectors.Scatter(new(spill + 2 * lanes, lanes), tile.S2, plane);
        if (tile.Count > 3)
            vectors.Scatter(new(spill + 3 * lanes, lanes), tile.S3, plane);
    }

    /// <summary>The blocks of a row from the k-th on, then the activation.</summary>
    private static void Finish(float* input, in BlockRow row, int k, float* sums)
    {
        Vector128<float> low = Vector128.Create(row.Low), high = Vector128.Create(row.High);
        for (int lane = 0; lane < row.Block; lane += 4)
        {
            Vector128<float> sum = Vector128.Load(sums + lane);
            float* w = row.Weights + (long)k * row.Block + lane;
            for (int* offset = row.Offsets + k; offset < row.End; offset++, w += row.Block)
                sum = Vector128.FusedMultiplyAdd(Vector128.Create(input[*offset]), Vector128.Load(w), sum);
            sum = Vector128.ConditionalSelect(Vector128.LessThan(sum, low), low, sum);
            Vector128.ConditionalSelect(Vector128.GreaterThan(sum, high), high, sum).Store(sums + lane);
        }
    }
}
