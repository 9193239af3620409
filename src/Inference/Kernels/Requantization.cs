namespace Inference.Kernels;

/// <summary>
/// From sum to byte as in ONNX's QLinearConv: <c>y_n = clamp(rne(float(sum + Biases[n]) · Scales[n]) + Zero, Lowest, Highest)</c>,
/// where rne is rounding half to even and the conversion to float rounds alike.
/// </summary>
/// <param name="Scales">One an output, finite; padded with zeros to whole blocks of 16.</param>
/// <param name="Biases">One an output; padded with zeros to whole blocks of 16. The sums with them fit 32 bits.</param>
/// <param name="Outputs">Outputs.</param>
/// <param name="Zero">The byte that stands for 0.</param>
/// <param name="Lowest">Least byte, −128 or more.</param>
/// <param name="Highest">Largest byte, 127 or less.</param>
public readonly record struct Requantization(float[] Scales, int[] Biases, int Outputs, int Zero, int Lowest, int Highest)
{
    /// <summary>Pads the arrays of a definition.</summary>
    /// <param name="scales">One an output.</param>
    /// <param name="biases">One an output.</param>
    /// <param name="zero">The byte that stands for 0.</param>
    /// <param name="lowest">Least byte.</param>
    /// <param name="highest">Largest byte.</param>
    /// <returns>The transform.</returns>
    public static Requantization Padded(float[] scales, int[] biases, int zero, int lowest, int highest)
    {
        int length = (scales.Length + WindowShape.Block - 1) / WindowShape.Block * WindowShape.Block;
        float[] paddedScales = new float[length];
        int[] paddedBiases = new int[length];
        scales.CopyTo(paddedScales, 0);
        biases.CopyTo(paddedBiases, 0);
        return new Requantization(paddedScales, paddedBiases, scales.Length, zero, lowest, highest);
    }
}
