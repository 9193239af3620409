namespace Inference.Format;

/// <summary>
/// Convolution of floats: from the bias one fused multiply-add a tap in the order input channel, row, column (outside the picture
/// x = 0), then the activation. The fixed order gives the same bits on every machine.
/// </summary>
/// <param name="Window">Places under one output, step and border.</param>
/// <param name="InputChannels">1 to 2,048; of a dense layer up to 65,536.</param>
/// <param name="OutputChannels">1 to 2,048.</param>
/// <param name="Weights"><c>[OutputChannels][InputChannels][Height][Width]</c>, as ONNX Conv.</param>
/// <param name="Biases"><c>[OutputChannels]</c>.</param>
/// <param name="Activation">What is done to the sum.</param>
public sealed record FloatConvDefinition(
    Window Window,
    int InputChannels,
    int OutputChannels,
    float[] Weights,
    float[] Biases,
    ActivationKind Activation) : LayerDefinition;
