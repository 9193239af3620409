namespace Inference.Format;

/// <summary>
/// 8-bit convolution, pixels or signed bytes to values: <c>y = sat16((acc·m + b) &gt;&gt; Shift)</c>, zero padding Kernel/2.
/// </summary>
/// <param name="Kernel">Taps a side: 1, 3, 5 or 7.</param>
/// <param name="Stride">1 or 2; the output is ceil(H/Stride) × ceil(W/Stride).</param>
/// <param name="InputChannels">1 to 4.</param>
/// <param name="OutputChannels">1 to 2,048.</param>
/// <param name="Weights"><c>[OutputChannels][Kernel y][Kernel x][InputChannels]</c>.</param>
/// <param name="Multipliers"><c>[OutputChannels]</c>.</param>
/// <param name="Biases"><c>[OutputChannels]</c>; rounding of the shift is baked in by the writer.</param>
/// <param name="Shift">0 to 31.</param>
public sealed record ByteConvDefinition(
    int Kernel,
    int Stride,
    int InputChannels,
    int OutputChannels,
    sbyte[] Weights,
    int[] Multipliers,
    int[] Biases,
    int Shift) : LayerDefinition;
