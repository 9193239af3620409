namespace Agent.Import.Graphs;

/// <summary>Weights in 8 bits, <c>w = Scales_n · Codes</c>.</summary>
/// <param name="Codes">In the order of the weights.</param>
/// <param name="Scales"><c>[outputs]</c>, above 0.</param>
internal sealed record WeightCodes(sbyte[] Codes, float[] Scales)
{
    /// <summary>A bias larger than this many steps would need more than 32 bits with the sums it is added to.</summary>
    private const double MostSteps = 1 << 28;

    /// <summary>Rounds the weights of each output to 255 steps around 0 (symmetric, a scale an output).</summary>
    /// <param name="convolution">The weights.</param>
    /// <param name="inputScale">One step of the input.</param>
    public static WeightCodes Of(Convolution convolution, float inputScale)
    {
        sbyte[] codes = new sbyte[convolution.Weights.Length];
        float[] scales = new float[convolution.Outputs];
        for (int n = 0; n < scales.Length; n++)
        {
            Span<float> weights = convolution.Weights.AsSpan(n * convolution.Taps, convolution.Taps);
            float largest = 0;
            foreach (float weight in weights)
                largest = MathF.Max(largest, MathF.Abs(weight));
            float scale = MathF.Max(largest / 127, (float)(MathF.Abs(convolution.Biases[n]) / (inputScale * MostSteps)));
            scales[n] = scale > 0 ? scale : 1;
            for (int i = 0; i < weights.Length; i++)
                codes[n * convolution.Taps + i] = (sbyte)MathF.Round(weights[i] / scales[n], MidpointRounding.ToEven);
        }

        return new WeightCodes(codes, scales);
    }
}
