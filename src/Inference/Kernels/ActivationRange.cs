using Inference.Format;

namespace Inference.Kernels;

/// <summary>Activations as a range that sums are clamped to.</summary>
internal static class ActivationRange
{
    /// <summary>The range of an activation: <c>act(x) = x &lt; Low ? Low : x &gt; High ? High : x</c>, so what is no number stays none.</summary>
    public static (float Low, float High) Range(this ActivationKind activation) => activation switch
    {
        ActivationKind.None => (float.NegativeInfinity, float.PositiveInfinity),
        ActivationKind.Relu => (0, float.PositiveInfinity),
        _ => (0, 6),
    };
}
