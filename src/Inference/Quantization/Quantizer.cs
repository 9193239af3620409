using Inference.Format;

namespace Inference.Quantization;

/// <summary>
/// Quantises trained float layers after training: weights symmetric with one scale an output channel, activations by a
/// <see cref="Scale"/> measured on calibration data, biases in units of the sum (Krishnamoorthi 2018, "Quantizing deep convolutional
/// networks for efficient inference", §2 and §3.1).
/// </summary>
public static class Quantizer
{
    /// <summary>Values count 256 to 1.0.</summary>
    private const float One = 256;

    /// <summary>An 8-bit convolution.</summary>
    /// <param name="conv">The float convolution; batch norm folded in.</param>
    /// <param name="input">What the bytes it reads mean.</param>
    /// <param name="output">What the bytes it writes shall mean.</param>
    /// <returns>The convolution of ONNX's QLinearConv, its activation folded into the limits.</returns>
    /// <exception cref="ArgumentException">A weight or bias is not finite, or a scale not above 0.</exception>
    public static Int8ConvDefinition Convolution(FloatConvDefinition conv, Scale input, Scale output)
    {
        ArgumentNullException.ThrowIfNull(conv);
        (sbyte[] planes, float[] steps) = Weights(conv.Weights, conv.Biases, Checked(input).Step);
        (int lowest, int highest) = Limits(conv.Activation, output);
        return new Int8ConvDefinition(
            conv.Window,
            conv.InputChannels,
            conv.OutputChannels,
            ChannelsLast(planes, conv),
            Scales(steps, input.Step, Checked(output).Step),
            Biases(conv.Biases, steps, input.Step),
            input.Zero,
            output.Zero,
            lowest,
            highest);
    }

    /// <summary>A convolution of 16-bit values, which need no calibration: in and out, 256 is 1.0.</summary>
    /// <param name="conv">The float convolution; batch norm folded in.</param>
    /// <returns>The convolution with 8-bit weights, its activation folded into the limits.</returns>
    /// <exception cref="ArgumentException">A weight or bias is not finite.</exception>
    public static Int16ConvDefinition Convolution16(FloatConvDefinition conv)
    {
        ArgumentNullException.ThrowIfNull(conv);
        (sbyte[] planes, float[] steps) = Weights(conv.Weights, conv.Biases, 1 / One);
        return new Int16ConvDefinition(
            conv.Window,
            conv.InputChannels,
            conv.OutputChannels,
            ChannelsLast(planes, conv),
            steps,
            Biases(conv.Biases, steps, 1 / One),
            conv.Activation == ActivationKind.None ? short.MinValue : 0,
            conv.Activation == ActivationKind.Relu6 ? (int)(6 * One) : short.MaxValue);
    }

    /// <summary>An 8-bit depthwise convolution.</summary>
    /// <param name="depthwise">The float convolution; batch norm folded in.</param>
    /// <param name="input">What the bytes it reads mean.</param>
    /// <param name="output">What the bytes it writes shall mean.</param>
    /// <returns>The depthwise convolution, its activation folded into the limits.</returns>
    /// <exception cref="ArgumentException">A weight or bias is not finite, or a scale not above 0.</exception>
    public static Int8DepthwiseDefinition Depthwise(FloatDepthwiseDefinition depthwise, Scale input, Scale output)
    {
        ArgumentNullException.ThrowIfNull(depthwise);
        (sbyte[] planes, float[] steps) = Weights(depthwise.Weights, depthwise.Biases, Checked(input).Step);
        (int lowest, int highest) = Limits(depthwise.Activation, output);
        return new Int8DepthwiseDefinition(
            depthwise.Window,
            depthwise.Channels,
            Transposed(planes, depthwise.Channels, depthwise.Window.Area),
            Scales(steps, input.Step, Checked(output).Step),
            Biases(depthwise.Biases, steps, input.Step),
            input.Zero,
            output.Zero,
            lowest,
            highest);
    }

    /// <summary>
    /// Rounds weights to −127 … 127 with one step an output: its largest magnitude becomes 127, unless the step must be larger for the
    /// bias to stay below 2^29 and leave the products their room.
    /// </summary>
    private static (sbyte[] Weights, float[] Steps) Weights(float[] weights, float[] biases, float input)
    {
        int outputs = biases.Length;
        sbyte[] rounded = new sbyte[weights.Length];
        float[] steps = new float[outputs];
        int length = weights.Length / outputs;
        for (int n = 0; n < outputs; n++)
        {
            float largest = 0;
            foreach (float weight in weights.AsSpan(n * length, length))
                largest = Math.Max(largest, float.IsFinite(weight) ? Math.Abs(weight) : throw NotFinite("weight", weight, n));

            if (!float.IsFinite(biases[n]))
                throw NotFinite("bias", biases[n], n);
            steps[n] = Math.Max(Math.Max(largest / 127, Math.Abs(biases[n]) / input * MathF.ScaleB(1, -29)), MathF.ScaleB(1, -40));
            for (int index = n * length; index < (n + 1) * length; index++)
                rounded[index] = (sbyte)Math.Clamp(MathF.Round(weights[index] / steps[n]), -127, 127);
        }

        return (rounded, steps);
    }

    /// <summary>In the order of ONNX Runtime: <c>(s_x · s_w) / s_y</c>, so that the same model gives the same scale.</summary>
    private static float[] Scales(float[] steps, float input, float output) => Array.ConvertAll(steps, step => input * step / output);

    private static int[] Biases(float[] biases, float[] steps, float input)
    {
        int[] rounded = new int[steps.Length];
        for (int n = 0; n < rounded.Length; n++)
            rounded[n] = (int)Math.Round(biases[n] / ((double)input * steps[n]));
        return rounded;
    }

    private static (int Lowest, int Highest) Limits(ActivationKind activation, Scale output)
    {
        int lowest = activation == ActivationKind.None ? sbyte.MinValue : output.Zero;
        double six = Math.Round(6 / (double)output.Step) + output.Zero;
        return (lowest, activation == ActivationKind.Relu6 ? (int)Math.Min(six, sbyte.MaxValue) : sbyte.MaxValue);
    }

    /// <summary><c>[out][in][place]</c> to <c>[out][place][in]</c>.</summary>
    private static sbyte[] ChannelsLast(sbyte[] planes, FloatConvDefinition conv)
    {
        int length = conv.InputChannels * conv.Window.Area;
        sbyte[] weights = new sbyte[planes.Length];
        for (int n = 0; n < conv.OutputChannels; n++)
            Transposed(planes.AsSpan(n * length, length), conv.InputChannels, conv.Window.Area).CopyTo(weights, n * length);
        return weights;
    }

    private static sbyte[] Transposed(ReadOnlySpan<sbyte> matrix, int rows, int columns)
    {
        sbyte[] turned = new sbyte[matrix.Length];
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++)
                turned[column * rows + row] = matrix[row * columns + column];
        }

        return turned;
    }

    private static Scale Checked(Scale scale) => float.IsFinite(scale.Step) && scale.Step > 0 && scale.Zero is >= -128 and <= 127
        ? scale
        : throw new ArgumentException($"found {scale}, expected a step above 0 and a zero from -128 to 127", nameof(scale));

    private static ArgumentException NotFinite(string what, float value, int output) =>
        new($"found the {what} {value} of output {output}, expected a finite number");
}
