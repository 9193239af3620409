using System.Runtime.Intrinsics;

namespace Optimizers.Gradient;

/// <summary>The float convolutions of training, on pictures that already carry their border.</summary>
/// <remarks>
/// Weights lie in panels of 16 output channels: <c>[panel][ky][kx][in][16]</c>, so that the inner loop reads both
/// operands in order. A tile is 4 pixels × 16 channels: 8 accumulators hide the latency of a fused multiply-add (4 cycles, two a
/// cycle on the cores at hand) and 6 loads feed 8 of them.
/// </remarks>
internal static unsafe class Convolution
{
    /// <summary>Output channels a panel.</summary>
    public const int Panel = 16;

    /// <summary>output[y][x][n] = Σ_ky Σ_kx Σ_c input[y · stride + ky][x · stride + kx][c] · weights[n][ky][kx][c].</summary>
    /// <param name="input"><c>[((height − 1) · stride + kernel) × ((width − 1) · stride + kernel) × inputs]</c>.</param>
    /// <param name="weights">Panels, <c>[outputs / 16][kernel × kernel × inputs][16]</c>.</param>
    /// <param name="output"><c>[height × width × outputs]</c>, overwritten; must not overlap the inputs.</param>
    /// <param name="height">Rows of the output.</param>
    /// <param name="width">Columns of the output.</param>
    /// <param name="inputs">Input channels.</param>
    /// <param name="kernel">Side of the kernel.</param>
    /// <param name="outputs">Output channels, a multiple of 16.</param>
    /// <param name="stride">Input pixels from one output pixel to the next, both ways.</param>
    public static void Run(
        float* input, float* weights, float* output, int height, int width, int inputs, int kernel, int outputs, int stride = 1)
    {
        int row = (((width - 1) * stride) + kernel) * inputs;
        int run = kernel * inputs;
        int step = stride * inputs;
        for (int n = 0; n < outputs; n += Panel)
        {
            float* panel = weights + (long)n * kernel * run;
            for (int y = 0; y < height; y++)
            {
                float* source = input + ((long)y * stride * row);
                float* target = output + ((long)y * width * outputs) + n;
                int x = 0;
                for (; x + 4 <= width; x += 4)
                    Tile4(source + (x * step), panel, target + ((long)x * outputs), row, run, kernel, step, outputs);
                for (; x < width; x++)
                    Tile1(source + (x * step), panel, target + ((long)x * outputs), row, run, kernel);
            }
        }
    }

    private static void Tile4(float* source, float* weights, float* target, int row, int run, int kernel, int step, int outputs)
    {
        Vector256<float> a0 = default, a1 = default, b0 = default, b1 = default, c0 = default, c1 = default, d0 = default, d1 = default;
        for (int ky = 0; ky < kernel; ky++)
        {
            float* p = source + ((long)ky * row);
            for (int i = 0; i < run; i++)
            {
                Vector256<float> w0 = Vector256.Load(weights);
                Vector256<float> w1 = Vector256.Load(weights + 8);
                weights += Panel;
                Vector256<float> v = Vector256.Create(p[i]);
                a0 = Vector256.FusedMultiplyAdd(v, w0, a0);
                a1 = Vector256.FusedMultiplyAdd(v, w1, a1);
                v = Vector256.Create(p[i + step]);
                b0 = Vector256.FusedMultiplyAdd(v, w0, b0);
                b1 = Vector256.FusedMultiplyAdd(v, w1, b1);
                v = Vector256.Create(p[i + (2 * step)]);
                c0 = Vector256.FusedMultiplyAdd(v, w0, c0);
                c1 = Vector256.FusedMultiplyAdd(v, w1, c1);
                v = Vector256.Create(p[i + (3 * step)]);
                d0 = Vector256.FusedMultiplyAdd(v, w0, d0);
                d1 = Vector256.FusedMultiplyAdd(v, w1, d1);
            }
        }

        a0.Store(target);
        a1.Store(target + 8);
        b0.Store(target + outputs);
        b1.Store(target + outputs + 8);
        c0.Store(target + (2 * outputs));
        c1.Store(target + (2 * outputs) + 8);
        d0.Store(target + (3 * outputs));
        d1.Store(target + (3 * outputs) + 8);
    }

    private static void Tile1(float* source, float* weights, float* target, int row, int run, int kernel)
    {
        Vector256<float> a0 = default, a1 = default;
        for (int ky = 0; ky < kernel; ky++)
        {
            float* p = source + ((long)ky * row);
            for (int i = 0; i < run; i++, weights += Panel)
            {
                Vector256<float> v = Vector256.Create(p[i]);
                a0 = Vector256.FusedMultiplyAdd(v, Vector256.Load(weights), a0);
                a1 = Vector256.FusedMultiplyAdd(v, Vector256.Load(weights + 8), a1);
            }
        }

        a0.Store(target);
        a1.Store(target + 8);
    }

    /// <summary>gradient[n][ky][kx][c] += Σ_y Σ_x input[y · stride + ky][x · stride + kx][c] · change[y][x][n].</summary>
    /// <param name="input">As for <see cref="Run"/>; inputs a multiple of 4.</param>
    /// <param name="change">Gradient of the output, <c>[height × width × outputs]</c>.</param>
    /// <param name="gradient">Panels, as the weights of <see cref="Run"/>; added to.</param>
    /// <param name="height">Rows of the output.</param>
    /// <param name="width">Columns of the output.</param>
    /// <param name="inputs">Input channels, a multiple of 4.</param>
    /// <param name="kernel">Side of the kernel.</param>
    /// <param name="outputs">Output channels, a multiple of 16.</param>
    /// <param name="stride">Input pixels from one output pixel to the next, both ways.</param>
    public static void AddWeightGradient(
        float* input, float* change, float* gradient, int height, int width, int inputs, int kernel, int outputs, int stride = 1)
    {
        int row = (((width - 1) * stride) + kernel) * inputs;
        for (int n = 0; n < outputs; n += Panel)
        {
            for (int tap = 0; tap < kernel * kernel; tap++)
            {
                float* source = input + ((long)(tap / kernel) * row) + ((tap % kernel) * inputs);
                for (int c = 0; c < inputs; c += 4)
                {
                    GradientTile(source + c, change + n, gradient, height, width, stride * row, stride * inputs, outputs);
                    gradient += 4 * Panel;
                }
            }
        }
    }

    private static void GradientTile(float* source, float* change, float* gradient, int height, int width, int row, int step, int outputs)
    {
        Vector256<float> a0 = Vector256.Load(gradient), a1 = Vector256.Load(gradient + 8);
        Vector256<float> b0 = Vector256.Load(gradient + 16), b1 = Vector256.Load(gradient + 24);
        Vector256<float> c0 = Vector256.Load(gradient + 32), c1 = Vector256.Load(gradient + 40);
        Vector256<float> d0 = Vector256.Load(gradient + 48), d1 = Vector256.Load(gradient + 56);
        for (int y = 0; y < height; y++)
        {
            float* p = source + ((long)y * row);
            for (int x = 0; x < width; x++, p += step, change += outputs)
            {
                Vector256<float> w0 = Vector256.Load(change);
                Vector256<float> w1 = Vector256.Load(change + 8);
                Vector256<float> v = Vector256.Create(p[0]);
                a0 = Vector256.FusedMultiplyAdd(v, w0, a0);
                a1 = Vector256.FusedMultiplyAdd(v, w1, a1);
                v = Vector256.Create(p[1]);
                b0 = Vector256.FusedMultiplyAdd(v, w0, b0);
                b1 = Vector256.FusedMultiplyAdd(v, w1, b1);
                v = Vector256.Create(p[2]);
                c0 = Vector256.FusedMultiplyAdd(v, w0, c0);
                c1 = Vector256.FusedMultiplyAdd(v, w1, c1);
                v = Vector256.Create(p[3]);
                d0 = Vector256.FusedMultiplyAdd(v, w0, d0);
                d1 = Vector256.FusedMultiplyAdd(v, w1, d1);
            }
        }

        a0.Store(gradient);
        a1.Store(gradient + 8);
        b0.Store(gradient + 16);
        b1.Store(gradient + 24);
        c0.Store(gradient + 32);
        c1.Store(gradient + 40);
        d0.Store(gradient + 48);
        d1.Store(gradient + 56);
    }

    /// <summary>Weights of the convolution that takes the gradient of the output to that of the input: turned by 180°, in and out exchanged.</summary>
    /// <param name="weights">Panels over outputs, <c>[outputs / 16][taps × inputs][16]</c>.</param>
    /// <param name="turned">Panels over inputs, <c>[inputs / 16][taps × outputs][16]</c>; overwritten.</param>
    /// <param name="inputs">A multiple of 16.</param>
    /// <param name="kernel">Side of the kernel.</param>
    /// <param name="outputs">A multiple of 16.</param>
    public static void Turn(ReadOnlySpan<float> weights, Span<float> turned, int inputs, int kernel, int outputs)
    {
        int taps = kernel * kernel;
        for (int n = 0; n < outputs; n++)
        {
            for (int tap = 0; tap < taps; tap++)
            {
                for (int c = 0; c < inputs; c++)
                    turned[Index(c, taps - 1 - tap, n, taps, outputs)] = weights[Index(n, tap, c, taps, inputs)];
            }
        }
    }

    /// <summary>Place of one weight in the panels.</summary>
    /// <param name="output">Output channel.</param>
    /// <param name="tap">ky · kernel + kx.</param>
    /// <param name="input">Input channel.</param>
    /// <param name="taps">kernel².</param>
    /// <param name="inputs">Input channels.</param>
    public static int Index(int output, int tap, int input, int taps, int inputs) =>
        (((output / Panel * taps) + tap) * inputs * Panel) + (input * Panel) + (output % Panel);
}
