namespace Optimizers.Chains.Stages;

/// <summary>The losses as the plain definition: from integer logits to integers, the same on every machine.</summary>
/// <remarks>
/// Floats are added and multiplied in a fixed order, one operation at a time: IEEE 754 then leaves no choice. The exponential and the logarithm are
/// polynomials of our own, since those of the system differ from machine to machine.
/// </remarks>
public static class Losses
{
    /// <summary>1 in the fixed point of losses.</summary>
    public const int One = 65536;

    /// <summary>The loss of one sample, in 1/65536.</summary>
    /// <param name="kind">Which loss.</param>
    /// <param name="logits">m_k, |m_k|·scale below 2³⁰.</param>
    /// <param name="label">y.</param>
    /// <param name="scale">A logit is m·scale/65536 nats.</param>
    public static int Of(LossKind kind, ReadOnlySpan<int> logits, int label, int scale)
    {
        int best = int.MinValue;
        for (int k = 0; k < logits.Length; k++)
        {
            if (k != label || kind == LossKind.CrossEntropy)
                best = Math.Max(best, logits[k]);
        }

        int gap = best - logits[label];
        return kind switch
        {
            LossKind.ZeroOne => gap >= 0 ? One : 0,
            LossKind.Hinge => Math.Max(0, One + (gap * scale)),
            _ => (gap * scale) + LogSum(logits, best, scale),
        };
    }

    /// <summary><c>2^x</c> for x ≤ 0, 0 below −126; relative error below 3·10⁻⁷.</summary>
    internal static float Exp2(float x)
    {
        x = MathF.Max(x, -126);
        float whole = MathF.Floor(x);
        float f = x - whole;
        float p = ((((((((((0.00021702255f * f) + 0.0012439688f) * f) + 0.009678841f) * f) + 0.05548335f) * f) + 0.24022982f) * f) + 0.69314699f) * f + 1;
        return p * BitConverter.Int32BitsToSingle(((int)whole + 127) << 23);
    }

    /// <summary><c>65536·ln x</c> for x from 1, rounded down after half was added; error below 0.1.</summary>
    internal static int Log(float x)
    {
        int bits = BitConverter.SingleToInt32Bits(x);
        // The mantissa from √½ to √2, so that the polynomial's argument is small on both sides of 1.
        int exponent = (bits - 0x3F3504F3) >> 23;
        float m = BitConverter.Int32BitsToSingle(bits - (exponent << 23)) - 1;
        float q = ((((((((((((((0.070376836f * m) - 0.11514610f) * m) + 0.11676998f) * m) - 0.12420141f) * m) + 0.14249323f) * m) - 0.16668057f) * m)
            + 0.20000714f) * m) - 0.24999994f) * m + 0.33333331f;
        float square = m * m;
        float log = m + ((square * m * q) - (0.5f * square));
        return (int)MathF.Floor((log * One) + (exponent * 45426.094f) + 0.5f);
    }

    private static int LogSum(ReadOnlySpan<int> logits, int best, int scale)
    {
        float unit = scale * (1.44269504f / One);
        float sum = 0;
        foreach (int logit in logits)
            sum += Exp2((logit - best) * unit);
        return Log(sum);
    }
}
