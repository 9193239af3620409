namespace Inference.Format;

/// <summary>
/// Convolution of 16-bit values by 8-bit weights, values to values: <c>acc = b + Σ w·x</c>, exact, outside the picture 0;
/// <c>y = clamp(round(acc·s), Lowest, Highest)</c> in double precision, halves to even.
/// </summary>
/// <param name="Window">Places under one output, step and border.</param>
/// <param name="InputChannels">1 to 2,048; of a dense layer up to 65,536.</param>
/// <param name="OutputChannels">1 to 2,048.</param>
/// <param name="Weights"><c>[OutputChannels][Height][Width][InputChannels]</c>.</param>
/// <param name="Scales"><c>[OutputChannels]</c>, above 0.</param>
/// <param name="Biases"><c>[OutputChannels]</c>, in units of acc.</param>
/// <param name="Lowest">Lower end of the output, −32,768 to 32,767; a ReLU makes it 0.</param>
/// <param name="Highest">Upper end of the output, Lowest to 32,767.</param>
public sealed record Int16ConvDefinition(
    Window Window,
    int InputChannels,
    int OutputChannels,
    sbyte[] Weights,
    float[] Scales,
    int[] Biases,
    int Lowest,
    int Highest) : LayerDefinition;
