using Inference.Format;
using Optimizers.Chains;
using Optimizers.Chains.Stages;

namespace Optimizers.Learning.Guarding;

/// <summary>
/// One number that mends the confidence of a network or a vote and leaves its answers: logits are divided by T (Guo, Pleiss, Sun and Weinberger
/// 2017, section 4.2). After averaging, not before (Rahaman and Thiery 2021): averages of well-tempered members are under-confident.
/// </summary>
/// <param name="Inverse">1/T in 1/65536, <see cref="Lowest"/> to <see cref="Highest"/>: 65,536 leaves logits as they are.</param>
public readonly record struct Temperature(int Inverse)
{
    /// <summary>T = 64: all but uniform.</summary>
    public const int Lowest = NetworkBounds.InverseTemperatureLeast;

    /// <summary>T = 1/64: all but certain. Where every sample is answered rightly, the fit ends here.</summary>
    public const int Highest = NetworkBounds.InverseTemperatureMost;

    /// <summary>±4,096 nats: <see cref="Losses.Of"/> takes logits below 2³⁰, and a probability is 0 long before.</summary>
    private const int MostLogit = (1 << 28) - 1;

    /// <summary>Leaves logits as they are.</summary>
    public static Temperature One => new(1 << 16);

    /// <summary>T.</summary>
    public double Value => 65536.0 / Inverse;

    /// <summary>
    /// The temperature of the least sum of log losses: convex in 1/T, so by golden section in its logarithm, over integer losses; the same on every
    /// machine.
    /// </summary>
    /// <param name="logits"><c>[samples][classes]</c>, in 1/65536 nats. Samples the network was not trained on: the guard's part.</param>
    /// <param name="labels"><c>[samples]</c>; at least one.</param>
    /// <param name="classes">At least 2.</param>
    /// <exception cref="ArgumentException">Unlike lengths, no sample or a label that is no class.</exception>
    public static Temperature Fit(ReadOnlySpan<int> logits, ReadOnlySpan<int> labels, int classes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 2);
        if (labels.IsEmpty || logits.Length != (long)labels.Length * classes)
            throw new ArgumentException($"found {logits.Length} logits of {labels.Length} samples, expected {classes} of each, and one sample at least", nameof(logits));
        foreach (int label in labels)
        {
            if ((uint)label >= (uint)classes)
                throw new ArgumentException($"found the label {label}, expected 0 to {classes - 1}", nameof(labels));
        }

        double ratio = (Math.Sqrt(5) - 1) / 2;
        double low = ExactMath.Log(Lowest), high = ExactMath.Log(Highest);
        double left = high - (ratio * (high - low)), right = low + (ratio * (high - low));
        long lossLeft = At(left).LogLoss(logits, labels, classes), lossRight = At(right).LogLoss(logits, labels, classes);
        // 30 steps narrow 8.3 nats to 5·10⁻⁶, below a step of 1/65536 at T = 1.
        for (int step = 0; step < 30; step++)
        {
            if (lossLeft < lossRight)
            {
                (high, right, lossRight) = (right, left, lossLeft);
                left = high - (ratio * (high - low));
                lossLeft = At(left).LogLoss(logits, labels, classes);
            }
            else
            {
                (low, left, lossLeft) = (left, right, lossRight);
                right = low + (ratio * (high - low));
                lossRight = At(right).LogLoss(logits, labels, classes);
            }
        }

        return At((low + high) / 2);
    }

    /// <summary>Logits at this temperature: <c>(logit·Inverse + 2¹⁵) &gt;&gt; 16</c>, cut to ±2²⁸.</summary>
    /// <param name="logits">In 1/65536 nats.</param>
    /// <param name="scaled">As many; may be the same memory.</param>
    public void Scale(ReadOnlySpan<int> logits, Span<int> scaled)
    {
        for (int k = 0; k < logits.Length; k++)
            scaled[k] = (int)Math.Clamp((((long)logits[k] * Inverse) + (1 << 15)) >> 16, -MostLogit, MostLogit);
    }

    /// <summary>Sum of the log losses at this temperature, in 1/65536 nats.</summary>
    /// <inheritdoc cref="Fit"/>
    internal long LogLoss(ReadOnlySpan<int> logits, ReadOnlySpan<int> labels, int classes)
    {
        int[] scaled = new int[classes];
        long sum = 0;
        for (int i = 0; i < labels.Length; i++)
        {
            Scale(logits.Slice(i * classes, classes), scaled);
            sum += Losses.Of(LossKind.CrossEntropy, scaled, labels[i], 1);
        }

        return sum;
    }

    private static Temperature At(double log) => new((int)Math.Clamp(Math.Floor(ExactMath.Exp(log) + 0.5), Lowest, Highest));
}
