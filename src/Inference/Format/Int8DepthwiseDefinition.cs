namespace Inference.Format;

/// <summary>Each channel convolved with a kernel of its own; else as <see cref="Int8ConvDefinition"/>.</summary>
/// <param name="Window">Places under one output, step and border.</param>
/// <param name="Channels">1 to 2,048.</param>
/// <param name="Weights"><c>[Height][Width][Channels]</c>.</param>
/// <param name="Scales"><c>[Channels]</c>, above 0.</param>
/// <param name="Biases"><c>[Channels]</c>, in units of acc.</param>
/// <param name="InputZero">−128 to 127, the signed byte that stands for 0.</param>
/// <param name="OutputZero">−128 to 127, the signed byte that stands for 0.</param>
/// <param name="Lowest">Lower end of the output, −128 to 127; a ReLU makes it OutputZero.</param>
/// <param name="Highest">Upper end of the output, Lowest to 127.</param>
public sealed record Int8DepthwiseDefinition(
    Window Window,
    int Channels,
    sbyte[] Weights,
    float[] Scales,
    int[] Biases,
    int InputZero,
    int OutputZero,
    int Lowest,
    int Highest) : LayerDefinition;
