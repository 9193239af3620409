using Inference.Format;

namespace Inference.Layers;

/// <summary>Lower and upper end of what an activation lets through.</summary>
internal static class Rectifier
{
    public static float Lowest(ActivationKind kind) => kind == ActivationKind.None ? float.NegativeInfinity : 0;

    public static float Highest(ActivationKind kind) => kind == ActivationKind.Relu6 ? 6 : float.PositiveInfinity;
}
