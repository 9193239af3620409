namespace Optimizers.Gradient;

/// <summary>Bop: weights that are signs, flipped where the gradient has asked for it for long enough (Helwegen 2019, algorithm 1).</summary>
internal static class Bop
{
    /// <summary>m = (1 − γ)·m + γ·g; a weight with |m| above τ and the sign of m is flipped.</summary>
    /// <param name="parameter">Values ±1; the running mean stands in its first moment.</param>
    /// <param name="adaptivity">γ.</param>
    /// <param name="threshold">τ.</param>
    public static void Step(Parameter parameter, float adaptivity, float threshold)
    {
        float[] value = parameter.Value, mean = parameter.First;
        for (int i = 0; i < value.Length; i++)
        {
            float g = 0;
            foreach (float[] gradient in parameter.Gradients)
                g += gradient[i];
            float m = mean[i] = ((1 - adaptivity) * mean[i]) + (adaptivity * g);
            if (MathF.Abs(m) > threshold && m > 0 == value[i] > 0)
                value[i] = -value[i];
        }
    }

    /// <summary>Takes the signs of shadow weights as the weights: where Bop begins.</summary>
    public static void Begin(Parameter parameter)
    {
        for (int i = 0; i < parameter.Value.Length; i++)
            parameter.Value[i] = parameter.Value[i] < 0 ? -1 : 1;
    }
}
