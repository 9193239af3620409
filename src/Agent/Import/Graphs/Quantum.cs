using Inference.Quantization;

namespace Agent.Import.Graphs;

/// <summary>How the numbers of a map are held in 8 bits: <c>x = Scale·(y − Zero)</c>.</summary>
/// <param name="Scale">One step, above 0.</param>
/// <param name="Zero">The signed byte of 0; that of ONNX's uint8 less 128.</param>
internal readonly record struct Quantum(float Scale, int Zero)
{
    /// <summary>The same in the words of the engine.</summary>
    public Scale AsScale => new(Scale, Zero);

    /// <summary>The signed byte of a number, as QuantizeLinear: halves to even, clamped.</summary>
    public sbyte Quantize(float x)
    {
        float steps = MathF.Round(x / Scale, MidpointRounding.ToEven) + Zero;
        return float.IsNaN(steps) ? (sbyte)Zero : (sbyte)Math.Clamp(steps, sbyte.MinValue, sbyte.MaxValue);
    }

    /// <summary>The number a signed byte stands for.</summary>
    public float Dequantize(int y) => (y - Zero) * Scale;
}
