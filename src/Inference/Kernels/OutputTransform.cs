namespace Inference.Kernels;

/// <summary>From accumulator to value: <c>(acc · Multipliers[n] + Biases[n]) &gt;&gt; Shift</c>; the sum fits 32 bits.</summary>
/// <param name="Multipliers">One an output channel; padded with zeros to a multiple of 32.</param>
/// <param name="Biases">One an output channel; padded with zeros to a multiple of 32.</param>
/// <param name="Shift">0 to 31, arithmetic.</param>
public readonly record struct OutputTransform(int[] Multipliers, int[] Biases, int Shift)
{
    /// <summary>Pads the two arrays of a definition so that vectors may load past the last channel.</summary>
    /// <param name="multipliers">One an output channel.</param>
    /// <param name="biases">One an output channel.</param>
    /// <param name="shift">0 to 31.</param>
    /// <returns>The transform.</returns>
    public static OutputTransform Padded(int[] multipliers, int[] biases, int shift)
    {
        int length = (multipliers.Length + 31) / 32 * 32;
        int[] paddedMultipliers = new int[length];
        int[] paddedBiases = new int[length];
        multipliers.CopyTo(paddedMultipliers, 0);
        biases.CopyTo(paddedBiases, 0);
        return new OutputTransform(paddedMultipliers, paddedBiases, shift);
    }
}
