namespace Inference.Format;

/// <summary>
/// <see cref="FloatConvDefinition"/> over the stored weights alone: blocks of Block output channels that share one tap of one input channel.
/// </summary>
/// <param name="Window">Places under one output, step and border.</param>
/// <param name="InputChannels">1 to 2,048; of a dense layer up to 65,536.</param>
/// <param name="OutputChannels">1 to 2,048.</param>
/// <param name="Block">Output channels a block holds: 4, 8 or 16.</param>
/// <param name="Starts"><c>[⌈OutputChannels/Block⌉ + 1]</c>: row r of blocks is Starts[r] up to Starts[r + 1].</param>
/// <param name="Columns"><c>[blocks]</c>, ascending in a row: (input channel·Height + row)·Width + column.</param>
/// <param name="Weights"><c>[blocks][Block]</c>; those past the last output channel are 0.</param>
/// <param name="Biases"><c>[OutputChannels]</c>.</param>
/// <param name="Activation">What is done to the sum.</param>
public sealed record SparseFloatConvDefinition(
    Window Window,
    int InputChannels,
    int OutputChannels,
    int Block,
    int[] Starts,
    int[] Columns,
    float[] Weights,
    float[] Biases,
    ActivationKind Activation) : LayerDefinition;
