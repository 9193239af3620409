using Optimizers.Gradient;
using Optimizers.Tests.Support;

namespace Optimizers.Tests.Gradient;

public sealed unsafe class ConvolutionTests
{
    public static TheoryData<int, int, int, int, int> Shapes => new()
    {
        { 1, 1, 4, 1, 16 }, { 3, 5, 16, 3, 16 }, { 4, 4, 28, 1, 32 }, { 2, 7, 32, 3, 48 }, { 5, 9, 16, 3, 32 },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Output_equals_the_sum_written_out(int height, int width, int inputs, int kernel, int outputs)
    {
        (float[] input, float[] weights) = Operands(height, width, inputs, kernel, outputs);
        float[] output = new float[height * width * outputs];
        fixed (float* i = input, w = weights, o = output)
            Convolution.Run(i, w, o, height, width, inputs, kernel, outputs);
        int padded = width + kernel - 1;
        for (int at = 0; at < output.Length; at++)
        {
            int n = at % outputs, x = at / outputs % width, y = at / outputs / width;
            double expected = 0;
            for (int tap = 0; tap < kernel * kernel; tap++)
            {
                for (int c = 0; c < inputs; c++)
                {
                    expected += (double)input[((((y + (tap / kernel)) * padded) + x + (tap % kernel)) * inputs) + c]
                        * weights[Convolution.Index(n, tap, c, kernel * kernel, inputs)];
                }
            }

            Assert.Equal(expected, output[at], 1e-3);
        }
    }

    /// <summary>⟨change, conv(input, w)⟩ is linear in w, so its gradient paired with any w is that number itself.</summary>
    [Theory]
    [MemberData(nameof(Shapes))]
    public void The_weight_gradient_is_the_adjoint_of_the_convolution(int height, int width, int inputs, int kernel, int outputs)
    {
        (float[] input, float[] weights) = Operands(height, width, inputs, kernel, outputs);
        float[] change = Some.Floats(height * width * outputs, 3);
        float[] output = new float[change.Length];
        float[] gradient = new float[weights.Length];
        fixed (float* i = input, w = weights, o = output, d = change, g = gradient)
        {
            Convolution.Run(i, w, o, height, width, inputs, kernel, outputs);
            Convolution.AddWeightGradient(i, d, g, height, width, inputs, kernel, outputs);
        }

        Assert.Equal(Dot(change, output), Dot(gradient, weights), 1e-2);
    }

    /// <summary>The same with the input: the turned convolution of the padded change is the adjoint in the inner pixels.</summary>
    [Theory]
    [InlineData(4, 4, 16, 3, 32)]
    [InlineData(3, 6, 32, 3, 16)]
    [InlineData(5, 5, 16, 1, 16)]
    public void The_turned_convolution_is_the_adjoint_in_the_input(int height, int width, int inputs, int kernel, int outputs)
    {
        (float[] input, float[] weights) = Operands(height, width, inputs, kernel, outputs);
        int border = kernel / 2;
        float[] inner = Some.Floats(height * width * inputs, 5);
        Array.Clear(input);
        Place(inner, input, height, width, inputs, border);
        float[] change = Some.Floats(height * width * outputs, 7);
        float[] padded = new float[(height + (2 * border)) * (width + (2 * border)) * outputs];
        Place(change, padded, height, width, outputs, border);
        float[] turned = new float[weights.Length], output = new float[change.Length], gradient = new float[inner.Length];
        Convolution.Turn(weights, turned, inputs, kernel, outputs);
        fixed (float* i = input, w = weights, o = output, p = padded, t = turned, g = gradient)
        {
            Convolution.Run(i, w, o, height, width, inputs, kernel, outputs);
            Convolution.Run(p, t, g, height, width, outputs, kernel, inputs);
        }

        Assert.Equal(Dot(change, output), Dot(gradient, inner), 1e-2);
    }

    private static (float[] Input, float[] Weights) Operands(int height, int width, int inputs, int kernel, int outputs) =>
        (Some.Floats((height + kernel - 1) * (width + kernel - 1) * inputs, 1), Some.Floats(outputs * kernel * kernel * inputs, 2));

    private static void Place(float[] inner, float[] outer, int height, int width, int channels, int border)
    {
        for (int y = 0; y < height; y++)
        {
            inner.AsSpan(y * width * channels, width * channels)
                .CopyTo(outer.AsSpan((((y + border) * (width + (2 * border))) + border) * channels));
        }
    }

    private static double Dot(float[] a, float[] b) => a.Zip(b, (x, y) => (double)x * y).Sum();
}
