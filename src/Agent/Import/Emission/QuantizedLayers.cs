using Agent.Import.Graphs;
using Inference.Format;
using Inference.Quantization;

namespace Agent.Import.Emission;

/// <summary>Layers of 8-bit numbers, in the arithmetic of ONNX's QLinearConv.</summary>
internal static class QuantizedLayers
{
    /// <summary>From the bytes of a picture straight to codes.</summary>
    public static TableDefinition Picture(Picture picture, Limits limits, Quantum quantum)
    {
        sbyte[] table = new sbyte[picture.Factors.Length * 256];
        for (int i = 0; i < table.Length; i++)
            table[i] = quantum.Quantize(limits.Clamp(i % 256 * picture.Factors[i / 256] + picture.Offsets[i / 256]));
        return new TableDefinition(table);
    }

    /// <summary>Any function of one number: codes to codes.</summary>
    public static TableDefinition Table(Scaling scaling, Limits limits, Quantum input, Quantum output)
    {
        sbyte[] table = new sbyte[scaling.Factors.Length * 256];
        for (int i = 0; i < table.Length; i++)
            table[i] = output.Quantize(limits.Clamp(input.Dequantize(i % 256 - 128) * scaling.Factors[i / 256] + scaling.Offsets[i / 256]));
        return new TableDefinition(table);
    }

    /// <summary>From codes to floats.</summary>
    public static AffineDefinition Dequantize(Quantum quantum, int channels)
    {
        float[] factors = new float[channels], offsets = new float[channels];
        Array.Fill(factors, quantum.Scale);
        Array.Fill(offsets, -quantum.Zero * quantum.Scale);
        return new AffineDefinition(factors, offsets, ActivationKind.None);
    }

    /// <summary>A sum of two maps of codes.</summary>
    public static Int8AddDefinition Sum(Vertex vertex, int from, Quantum left, Quantum right)
    {
        Quantum output = vertex.Quantum!.Value;
        (int lowest, int highest) = Range(vertex);
        return new Int8AddDefinition(
            from, [left.Scale / output.Scale, right.Scale / output.Scale], left.Zero, right.Zero, output.Zero, lowest, highest);
    }

    /// <summary>A convolution; window and channels are those of the map as it lies.</summary>
    public static LayerDefinition Convolution(Vertex vertex, Convolution convolution, Window window, int channels, Quantum input)
    {
        Quantum output = vertex.Quantum!.Value;
        int inner = convolution.Window.Area, inputs = convolution.Taps / inner;
        if (convolution.Codes is not { } weights)
        {
            return FloatLayers.Convolution(vertex, convolution, convolution.Window, convolution.IsDepthwise ? channels : inputs) switch
            {
                FloatConvDefinition floats =>
                    Quantizer.Convolution(floats, input.AsScale, output.AsScale) with { Window = window, InputChannels = channels },
                LayerDefinition floats => Quantizer.Depthwise((FloatDepthwiseDefinition)floats, input.AsScale, output.AsScale),
            };
        }

        float[] scales = [.. weights.Scales.Select(scale => input.Scale * scale / output.Scale)];
        int[] biases = new int[convolution.Outputs];
        for (int n = 0; n < biases.Length; n++)
            biases[n] = Bias(vertex, convolution.Biases[n], (double)input.Scale * weights.Scales[n]);
        (int lowest, int highest) = Range(vertex);
        if (convolution.IsDepthwise)
        {
            sbyte[] turned = Turned(weights.Codes, 1, channels, window.Area);
            return new Int8DepthwiseDefinition(window, channels, turned, scales, biases, input.Zero, output.Zero, lowest, highest);
        }

        // [out][in][y][x] to [out][y][x][in]; a dense layer after a map was [out][channels][y][x] too.
        sbyte[] codes = Turned(weights.Codes, convolution.Outputs, inputs, inner);
        return new Int8ConvDefinition(
            window, channels, convolution.Outputs, codes, scales, biases, input.Zero, output.Zero, lowest, highest);
    }

    private static int Bias(Vertex vertex, float bias, double step)
    {
        double steps = Math.Round(bias / step, MidpointRounding.ToEven);
        return Math.Abs(steps) < int.MaxValue
            ? (int)steps
            : throw vertex.Fault($"a bias of {bias}, {steps} steps of its weights and input", "a bias that fits 32 bits");
    }

    private static (int Lowest, int Highest) Range(Vertex vertex)
    {
        Quantum quantum = vertex.Quantum!.Value;
        return (quantum.Quantize(vertex.Limits.Lowest), quantum.Quantize(vertex.Limits.Highest));
    }

    /// <summary>Each block's rows become columns.</summary>
    private static sbyte[] Turned(sbyte[] codes, int blocks, int rows, int columns)
    {
        sbyte[] turned = new sbyte[codes.Length];
        int size = rows * columns;
        for (int i = 0; i < blocks * size; i++)
            turned[i / size * size + i % columns * rows + i % size / columns] = codes[i];
        return turned;
    }
}
