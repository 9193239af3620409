using Inference.Format;

namespace Agent.Import.Graphs;

/// <summary>The range into which an operation clamps its result.</summary>
/// <param name="Lowest">Lower end; −∞ for none.</param>
/// <param name="Highest">Upper end; ∞ for none.</param>
internal readonly record struct Limits(float Lowest, float Highest)
{
    /// <summary>Every number.</summary>
    public static Limits None => new(float.NegativeInfinity, float.PositiveInfinity);

    /// <summary><c>max(x, 0)</c>.</summary>
    public static Limits Relu => new(0, float.PositiveInfinity);

    /// <summary>The activation of a layer that does the same; null when there is none.</summary>
    public ActivationKind? Activation =>
        this == None ? ActivationKind.None : this == Relu ? ActivationKind.Relu : this == new Limits(0, 6) ? ActivationKind.Relu6 : null;

    /// <summary>First these limits, then others.</summary>
    public Limits Then(Limits other) => new(other.Clamp(Lowest), other.Clamp(Highest));

    /// <summary>The nearest number within.</summary>
    public float Clamp(float x) => MathF.Min(MathF.Max(x, Lowest), Highest);
}
