namespace Inference.Format;

/// <summary>
/// 8-bit convolution, signed bytes to signed bytes: <c>acc = b + Σ w·(x − InputZero)</c>, outside the picture x = InputZero;
/// <c>y = clamp(round(acc·s) + OutputZero, Lowest, Highest)</c>, halves to even: ONNX QLinearConv, s = s_x·s_w/s_y.
/// </summary>
/// <param name="Window">Places under one output, step and border.</param>
/// <param name="InputChannels">1 to 2,048; of a dense layer up to 65,536.</param>
/// <param name="OutputChannels">1 to 2,048.</param>
/// <param name="Weights"><c>[OutputChannels][Height][Width][InputChannels]</c>.</param>
/// <param name="Scales"><c>[OutputChannels]</c>, above 0.</param>
/// <param name="Biases"><c>[OutputChannels]</c>, in units of acc.</param>
/// <param name="InputZero">−128 to 127, the signed byte that stands for 0.</param>
/// <param name="OutputZero">−128 to 127, the signed byte that stands for 0.</param>
/// <param name="Lowest">Lower end of the output, −128 to 127; a ReLU makes it OutputZero.</param>
/// <param name="Highest">Upper end of the output, Lowest to 127.</param>
public sealed record Int8ConvDefinition(
    Window Window,
    int InputChannels,
    int OutputChannels,
    sbyte[] Weights,
    float[] Scales,
    int[] Biases,
    int InputZero,
    int OutputZero,
    int Lowest,
    int Highest) : LayerDefinition;
