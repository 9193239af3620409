namespace Inference.Format;

/// <summary>
/// <see cref="Int8ConvDefinition"/> over the stored weights alone: blocks of Block output channels that share one tap of one input channel.
/// </summary>
/// <param name="Window">Places under one output, step and border.</param>
/// <param name="InputChannels">1 to 2,048; of a dense layer up to 65,536.</param>
/// <param name="OutputChannels">1 to 2,048.</param>
/// <param name="Block">Output channels a block holds: 4, 8 or 16.</param>
/// <param name="Starts"><c>[⌈OutputChannels/Block⌉ + 1]</c>: row r of blocks is Starts[r] up to Starts[r + 1].</param>
/// <param name="Columns"><c>[blocks]</c>, ascending in a row: (row·Width + column)·InputChannels + input channel.</param>
/// <param name="Weights"><c>[blocks][Block]</c>; those past the last output channel are 0.</param>
/// <param name="Scales"><c>[OutputChannels]</c>, above 0.</param>
/// <param name="Biases"><c>[OutputChannels]</c>, in units of acc.</param>
/// <param name="InputZero">−128 to 127, the signed byte that stands for 0.</param>
/// <param name="OutputZero">−128 to 127, the signed byte that stands for 0.</param>
/// <param name="Lowest">Lower end of the output, −128 to 127; a ReLU makes it OutputZero.</param>
/// <param name="Highest">Upper end of the output, Lowest to 127.</param>
public sealed record SparseInt8ConvDefinition(
    Window Window,
    int InputChannels,
    int OutputChannels,
    int Block,
    int[] Starts,
    int[] Columns,
    sbyte[] Weights,
    float[] Scales,
    int[] Biases,
    int InputZero,
    int OutputZero,
    int Lowest,
    int Highest) : LayerDefinition;
