using System.Numerics;

namespace Optimizers.Gradient;

/// <summary>Adam with decoupled weight decay (Kingma and Ba 2015, algorithm 1; Loshchilov and Hutter 2019, algorithm 2).</summary>
internal static class Adam
{
    private const float Beta1 = 0.9f;
    private const float Beta2 = 0.999f;
    private const float Epsilon = 1e-8f;

    /// <summary>Changes a parameter by the sum of its shards' gradients.</summary>
    /// <param name="parameter">What to change.</param>
    /// <param name="step">Steps done before this one, from 0.</param>
    /// <param name="rate">Learning rate.</param>
    /// <param name="decay">Weight decay a unit of learning rate.</param>
    public static void Step(Parameter parameter, int step, float rate, float decay)
    {
        float correction1 = 1 - MathF.Pow(Beta1, step + 1), correction2 = 1 - MathF.Pow(Beta2, step + 1);
        float size = rate * MathF.Sqrt(correction2) / correction1;
        float keep = parameter.Decays ? 1 - (rate * decay) : 1;
        float bound = parameter.IsSign ? 1 : float.MaxValue;
        Span<float> value = parameter.Value, first = parameter.First, second = parameter.Second;
        int i = 0;
        for (; i + Vector<float>.Count <= value.Length; i += Vector<float>.Count)
        {
            Vector<float> g = Vector<float>.Zero;
            foreach (float[] gradient in parameter.Gradients)
                g += new Vector<float>(gradient, i);
            Vector<float> m = (new Vector<float>(first[i..]) * Beta1) + (g * (1 - Beta1));
            Vector<float> v = (new Vector<float>(second[i..]) * Beta2) + (g * g * (1 - Beta2));
            m.CopyTo(first[i..]);
            v.CopyTo(second[i..]);
            Vector<float> w = (new Vector<float>(value[i..]) * keep) - (m * size / (Vector.SquareRoot(v) + new Vector<float>(Epsilon)));
            Vector.Min(Vector.Max(w, new Vector<float>(-bound)), new Vector<float>(bound)).CopyTo(value[i..]);
        }

        for (; i < value.Length; i++)
        {
            float g = 0;
            foreach (float[] gradient in parameter.Gradients)
                g += gradient[i];
            first[i] = (first[i] * Beta1) + (g * (1 - Beta1));
            second[i] = (second[i] * Beta2) + (g * g * (1 - Beta2));
            value[i] = Math.Clamp((value[i] * keep) - (first[i] * size / (MathF.Sqrt(second[i]) + Epsilon)), -bound, bound);
        }
    }
}
