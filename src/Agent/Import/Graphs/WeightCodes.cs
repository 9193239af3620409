namespace Agent.Import.Graphs;

/// <summary>Weights in 8 bits, <c>w = Scales_n · Codes</c>.</summary>
/// <param name="Codes">In the order of the weights.</param>
/// <param name="Scales"><c>[outputs]</c>, above 0.</param>
internal sealed record WeightCodes(sbyte[] Codes, float[] Scales)
{
    /// <summary>Rounds the weights of each output to −127 … 127 steps.</summary>
    public static WeightCodes Of(float[] weights, int outputs)
    {
        sbyte[] codes = new sbyte[weights.Length];
        float[] scales = new float[outputs];
        int taps = weights.Length / outputs;
        for (int n = 0; n < outputs; n++)
        {
            float largest = 0;
            foreach (float weight in weights.AsSpan(n * taps, taps))
                largest = MathF.Max(largest, MathF.Abs(weight));
            scales[n] = largest > 0 ? largest / 127 : 1;
            for (int i = n * taps; i < (n + 1) * taps; i++)
                codes[i] = (sbyte)MathF.Round(weights[i] / scales[n], MidpointRounding.ToEven);
        }

        return new WeightCodes(codes, scales);
    }
}
