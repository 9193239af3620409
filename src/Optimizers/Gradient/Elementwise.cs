using System.Numerics;

namespace Optimizers.Gradient;

/// <summary>Loops over feature maps whose channels are a multiple of the vector's width.</summary>
internal static class Elementwise
{
    /// <summary>output = gain · input + offset, by channel.</summary>
    /// <param name="input"><c>[pixels × channels]</c>.</param>
    /// <param name="gain"><c>[channels]</c>.</param>
    /// <param name="offset"><c>[channels]</c>.</param>
    /// <param name="output">At least as long as the input.</param>
    public static void Affine(ReadOnlySpan<float> input, ReadOnlySpan<float> gain, ReadOnlySpan<float> offset, Span<float> output)
    {
        int channels = gain.Length;
        for (int start = 0; start < input.Length; start += channels)
        {
            for (int c = 0; c < channels; c += Vector<float>.Count)
                ((new Vector<float>(input[(start + c)..]) * new Vector<float>(gain[c..])) + new Vector<float>(offset[c..])).CopyTo(output[(start + c)..]);
        }
    }

    /// <summary>output = input shortcut (channels repeated) + gain · branch + offset.</summary>
    /// <param name="shortcut"><c>[pixels × inputs]</c>.</param>
    /// <param name="inputs">Channels of the shortcut; the output's are a multiple of them.</param>
    /// <param name="branch"><c>[pixels × channels]</c>.</param>
    /// <param name="gain"><c>[channels]</c>.</param>
    /// <param name="offset"><c>[channels]</c>.</param>
    /// <param name="output"><c>[pixels × channels]</c>.</param>
    public static void Residual(
        ReadOnlySpan<float> shortcut, int inputs, ReadOnlySpan<float> branch, ReadOnlySpan<float> gain, ReadOnlySpan<float> offset, Span<float> output)
    {
        int channels = gain.Length;
        for (int start = 0, source = 0; start < branch.Length; start += channels, source += inputs)
        {
            for (int c = 0; c < channels; c += Vector<float>.Count)
            {
                Vector<float> sum = (new Vector<float>(branch[(start + c)..]) * new Vector<float>(gain[c..])) + new Vector<float>(offset[c..]);
                (sum + new Vector<float>(shortcut[(source + (c % inputs))..])).CopyTo(output[(start + c)..]);
            }
        }
    }

    /// <summary>Adds the gradient of a residual's output to that of its shortcut.</summary>
    public static void AddShortcutGradient(ReadOnlySpan<float> change, int channels, Span<float> gradient, int inputs)
    {
        for (int start = 0, target = 0; start < change.Length; start += channels, target += inputs)
        {
            for (int c = 0; c < channels; c += Vector<float>.Count)
            {
                int t = target + (c % inputs);
                (new Vector<float>(gradient[t..]) + new Vector<float>(change[(start + c)..])).CopyTo(gradient[t..]);
            }
        }
    }

    /// <summary>Writes sign(x − t) as ±1 into the middle of a picture with a border, row by row.</summary>
    /// <param name="input"><c>[height × width × channels]</c>.</param>
    /// <param name="thresholds"><c>[channels]</c>.</param>
    /// <param name="output"><c>[(height + 2·border) × (width + 2·border) × channels]</c>; the border is left alone.</param>
    /// <param name="shape">Shape of the input.</param>
    /// <param name="border">Pixels on each side.</param>
    public static void Sign(ReadOnlySpan<float> input, ReadOnlySpan<float> thresholds, Span<float> output, Volume shape, int border)
    {
        int row = (shape.Width + (2 * border)) * shape.Channels;
        for (int y = 0; y < shape.Height; y++)
        {
            ReadOnlySpan<float> from = input.Slice(y * shape.Width * shape.Channels, shape.Width * shape.Channels);
            Span<float> to = output.Slice(((y + border) * row) + (border * shape.Channels), from.Length);
            for (int start = 0; start < from.Length; start += shape.Channels)
            {
                for (int c = 0; c < shape.Channels; c += Vector<float>.Count)
                {
                    Vector<int> below = Vector.LessThan(new Vector<float>(from[(start + c)..]), new Vector<float>(thresholds[c..]));
                    Vector.ConditionalSelect(below, new Vector<float>(-1f), Vector<float>.One).CopyTo(to[(start + c)..]);
                }
            }
        }
    }

    /// <summary>
    /// The way back through sign(x − t): the straight-through estimator with the derivative 2 − 2|x − t| of a piecewise parabola
    /// (Bi-Real Net, Liu 2018, section 3.3), added to the gradient of x and taken from that of t.
    /// </summary>
    /// <param name="input">x, <c>[pixels × channels]</c>.</param>
    /// <param name="thresholds">t, <c>[channels]</c>.</param>
    /// <param name="change">Gradient of the sign, <c>[pixels × channels]</c>.</param>
    /// <param name="gradient">Gradient of x; added to.</param>
    /// <param name="thresholdGradient">Gradient of t; added to.</param>
    public static void SignBackward(
        ReadOnlySpan<float> input, ReadOnlySpan<float> thresholds, ReadOnlySpan<float> change, Span<float> gradient, Span<float> thresholdGradient)
    {
        int channels = thresholds.Length;
        for (int start = 0; start < input.Length; start += channels)
        {
            for (int c = 0; c < channels; c += Vector<float>.Count)
            {
                Vector<float> u = new Vector<float>(input[(start + c)..]) - new Vector<float>(thresholds[c..]);
                Vector<float> slope = Vector.Max(new Vector<float>(2f) - (new Vector<float>(2f) * Vector.Abs(u)), Vector<float>.Zero);
                Vector<float> d = new Vector<float>(change[(start + c)..]) * slope;
                (new Vector<float>(gradient[(start + c)..]) + d).CopyTo(gradient[(start + c)..]);
                (new Vector<float>(thresholdGradient[c..]) - d).CopyTo(thresholdGradient[c..]);
            }
        }
    }

    /// <summary>Adds <paramref name="values"/> to <paramref name="sum"/>, equally long.</summary>
    public static void Add(ReadOnlySpan<float> values, Span<float> sum)
    {
        for (int i = 0; i < sum.Length; i += Vector<float>.Count)
            (new Vector<float>(sum[i..]) + new Vector<float>(values[i..])).CopyTo(sum[i..]);
    }

    /// <summary>values = max(values, 0).</summary>
    public static void Relu(Span<float> values)
    {
        for (int i = 0; i < values.Length; i += Vector<float>.Count)
            Vector.Max(new Vector<float>(values[i..]), Vector<float>.Zero).CopyTo(values[i..]);
    }

    /// <summary>The way back through <see cref="Relu"/>, in place: 0 where its output is 0.</summary>
    /// <param name="output">What <see cref="Relu"/> left.</param>
    /// <param name="change">Gradient of the output, becomes that of the input.</param>
    public static void ReluBackward(ReadOnlySpan<float> output, Span<float> change)
    {
        for (int i = 0; i < change.Length; i += Vector<float>.Count)
        {
            Vector<int> isOn = Vector.GreaterThan(new Vector<float>(output[i..]), Vector<float>.Zero);
            Vector.ConditionalSelect(isOn, new Vector<float>(change[i..]), Vector<float>.Zero).CopyTo(change[i..]);
        }
    }

    /// <summary>Copies a picture into the middle of a larger one; what lies outside the larger one is left out.</summary>
    /// <param name="input"><c>[height × width × channels]</c>.</param>
    /// <param name="shape">Shape of the input.</param>
    /// <param name="output">The larger picture, <c>[rows × columns × channels]</c>; the places between are left alone.</param>
    /// <param name="columns">Width of the larger picture.</param>
    /// <param name="border">Place of pixel 0, both ways.</param>
    /// <param name="step">Places from one pixel to the next, both ways.</param>
    public static void Place(ReadOnlySpan<float> input, Volume shape, Span<float> output, int columns, int border, int step)
    {
        int rows = output.Length / (columns * shape.Channels);
        int height = Math.Min(shape.Height, (rows - border + step - 1) / step);
        int width = Math.Min(shape.Width, (columns - border + step - 1) / step);
        int run = step == 1 ? width : 1;
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x += run)
            {
                input.Slice(((y * shape.Width) + x) * shape.Channels, run * shape.Channels)
                    .CopyTo(output[(((((y * step) + border) * columns) + (x * step) + border) * shape.Channels)..]);
            }
        }
    }
}
