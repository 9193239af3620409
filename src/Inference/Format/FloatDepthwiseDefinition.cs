namespace Inference.Format;

/// <summary>Each channel convolved with a kernel of its own; else as <see cref="FloatConvDefinition"/>.</summary>
/// <param name="Window">Places under one output, step and border.</param>
/// <param name="Channels">1 to 2,048.</param>
/// <param name="Weights"><c>[Channels][Height][Width]</c>.</param>
/// <param name="Biases"><c>[Channels]</c>.</param>
/// <param name="Activation">What is done to the sum.</param>
public sealed record FloatDepthwiseDefinition(
    Window Window,
    int Channels,
    float[] Weights,
    float[] Biases,
    ActivationKind Activation) : LayerDefinition;
