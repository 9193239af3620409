using Inference.Format;

namespace Inference.Tests;

/// <summary>
/// The formulas of docs/model-format.md written down naively on <c>[y, x, channel]</c>; bits are +1 and −1. Knows nothing of the
/// engine.
/// </summary>
internal static class Reference
{
    public static int[,,] Apply(LayerDefinition layer, int[,,] x) => layer switch
    {
        StandardizeDefinition standardize => Standardize(standardize, x),
        ByteConvDefinition conv => ByteConv(conv, x),
        PoolDefinition pool => Pool(pool, x),
        BinaryResidualDefinition residual => Residual(residual, x),
        SignDefinition sign => Each(x, (value, c) => Bit((value < sign.Thresholds[c]) ^ sign.Flips[c])),
        BinaryConvDefinition conv => Each(
            Products(x, conv.Kernel, conv.OutputChannels, conv.Weights), (sum, n) => Bit((sum < conv.Thresholds[n]) ^ conv.Flips[n])),
        _ => throw new ArgumentException("unknown layer", nameof(layer)),
    };

    public static int[] Logits(LinearExitDefinition exit, int[,,] x, bool bits)
    {
        (int height, int width, int channels) = (x.GetLength(0), x.GetLength(1), x.GetLength(2));
        List<long> features = [];
        for (int cell = 0; cell < exit.Grid * exit.Grid; cell++)
        {
            int cellHeight = height / exit.Grid;
            int cellWidth = width / exit.Grid;
            for (int c = 0; c < channels; c++)
            {
                decimal sum = 0;
                for (int pixel = 0; pixel < cellHeight * cellWidth; pixel++)
                {
                    int value = x[cell / exit.Grid * cellHeight + pixel / cellWidth, cell % exit.Grid * cellWidth + pixel % cellWidth, c];
                    sum += bits ? 256 * value : Math.Max(value - exit.Offsets[c], 0);
                }

                int count = cellHeight * cellWidth;
                features.Add((long)Math.Min(Math.Floor((sum + count / 2) / count), 32767));
            }
        }

        int[] logits = new int[exit.Biases.Length];
        for (int k = 0; k < logits.Length; k++)
        {
            Int128 sum = exit.Biases[k];
            for (int j = 0; j < features.Count; j++)
                sum += exit.Weights[k * features.Count + j] * features[j];
            logits[k] = (int)Int128.Clamp(sum >> exit.Shift, int.MinValue, int.MaxValue);
        }

        return logits;
    }

    private static int[,,] Standardize(StandardizeDefinition layer, int[,,] x)
    {
        decimal n = x.Length;
        long total = 0;
        long squares = 0;
        foreach (int value in x)
        {
            total += value;
            squares += value * value;
        }

        decimal sum = total;
        decimal variance = Math.Floor((n * squares - sum * sum) / (n * n));
        decimal deviation = Math.Max((decimal)Math.Floor(Math.Sqrt((double)(256 * variance))), 16 * layer.MinimumDeviation);
        int[] table = new int[256];
        for (int value = 0; value < 256; value++)
            table[value] = (int)Math.Clamp(Math.Round(512 * (n * value - sum) / (n * deviation), MidpointRounding.AwayFromZero), -127, 127);
        return Each(x, (value, _) => table[value]);
    }

    private static int[,,] ByteConv(ByteConvDefinition conv, int[,,] x)
    {
        int height = (x.GetLength(0) + conv.Stride - 1) / conv.Stride;
        int width = (x.GetLength(1) + conv.Stride - 1) / conv.Stride;
        int[,,] y = new int[height, width, conv.OutputChannels];
        return Each(y, (i, j, n) =>
        {
            long sum = 0;
            int weight = n * conv.Kernel * conv.Kernel * conv.InputChannels;
            for (int ky = 0; ky < conv.Kernel; ky++)
            {
                for (int kx = 0; kx < conv.Kernel; kx++)
                {
                    int row = i * conv.Stride + ky - conv.Kernel / 2;
                    int column = j * conv.Stride + kx - conv.Kernel / 2;
                    for (int c = 0; c < conv.InputChannels; c++)
                        sum += conv.Weights[weight++] * At(x, row, column, c, 0);
                }
            }

            return Scale(sum, conv.Multipliers[n], conv.Biases[n], conv.Shift);
        });
    }

    private static int[,,] Pool(PoolDefinition pool, int[,,] x)
    {
        int[,,] y = new int[x.GetLength(0) / 2, x.GetLength(1) / 2, x.GetLength(2)];
        return Each(y, (i, j, c) =>
        {
            int[] four = [x[2 * i, 2 * j, c], x[2 * i, 2 * j + 1, c], x[2 * i + 1, 2 * j, c], x[2 * i + 1, 2 * j + 1, c]];
            return pool.Kind == PoolKind.Max ? four.Max() : (int)Math.Floor((four.Sum() + 2) / 4.0);
        });
    }

    private static int[,,] Residual(BinaryResidualDefinition layer, int[,,] x)
    {
        int[,,] signs = Each(x, (value, c) => Bit(value < layer.Thresholds[c]));
        int[,,] sums = Products(signs, layer.Kernel, layer.OutputChannels, layer.Weights);
        return Each(sums, (i, j, n) =>
            Saturate(x[i, j, n % layer.InputChannels] + Scale(sums[i, j, n], layer.Multipliers[n], layer.Biases[n], layer.Shift)));
    }

    /// <summary>Σ x·w over ±1, outside the picture +1.</summary>
    private static int[,,] Products(int[,,] x, int kernel, int outputs, ulong[] weights)
    {
        int channels = x.GetLength(2);
        int words = (channels + 63) / 64;
        int[,,] y = new int[x.GetLength(0), x.GetLength(1), outputs];
        return Each(y, (i, j, n) =>
        {
            int sum = 0;
            for (int tap = 0; tap < kernel * kernel; tap++)
            {
                for (int c = 0; c < channels; c++)
                {
                    ulong word = weights[(n * kernel * kernel + tap) * words + c / 64];
                    int weight = ((word >> (c % 64)) & 1) == 1 ? -1 : 1;
                    sum += weight * At(x, i + tap / kernel - kernel / 2, j + tap % kernel - kernel / 2, c, 1);
                }
            }

            return sum;
        });
    }

    private static int At(int[,,] x, int i, int j, int c, int outside) =>
        i < 0 || j < 0 || i >= x.GetLength(0) || j >= x.GetLength(1) ? outside : x[i, j, c];

    private static int Scale(long sum, int multiplier, int bias, int shift) =>
        Saturate((sum * multiplier + bias) >> shift);

    private static int Saturate(long value) => (int)Math.Clamp(value, -32768, 32767);

    private static int Bit(bool negative) => negative ? -1 : 1;

    private static int[,,] Each(int[,,] x, Func<int, int, int> map) => Each(x, (i, j, c) => map(x[i, j, c], c));

    private static int[,,] Each(int[,,] like, Func<int, int, int, int> at)
    {
        int[,,] y = new int[like.GetLength(0), like.GetLength(1), like.GetLength(2)];
        for (int i = 0; i < y.GetLength(0); i++)
        {
            for (int j = 0; j < y.GetLength(1); j++)
            {
                for (int c = 0; c < y.GetLength(2); c++)
                    y[i, j, c] = at(i, j, c);
            }
        }

        return y;
    }
}
