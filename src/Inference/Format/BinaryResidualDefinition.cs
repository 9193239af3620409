namespace Inference.Format;

/// <summary>
/// Binary convolution around which the values pass: <c>y_n = sat16(x_{n mod in} + sat16((acc_n·m_n + b_n) &gt;&gt; Shift))</c>.
/// </summary>
/// <param name="Kernel">Taps a side: 1 or 3; taps outside the picture read +1.</param>
/// <param name="InputChannels">1 to 2,048.</param>
/// <param name="OutputChannels">InputChannels × 1, 2 or 4.</param>
/// <param name="Thresholds"><c>[InputChannels]</c>; the bit of a value is <c>x &lt; t</c> (1 = −1).</param>
/// <param name="Weights">
/// <c>[OutputChannels][Kernel y][Kernel x][ceil(InputChannels/64)]</c>, channel c in bit c mod 64, 1 = −1, padding 0.
/// </param>
/// <param name="Multipliers"><c>[OutputChannels]</c>.</param>
/// <param name="Biases"><c>[OutputChannels]</c>; rounding of the shift is baked in by the writer.</param>
/// <param name="Shift">0 to 31.</param>
public sealed record BinaryResidualDefinition(
    int Kernel,
    int InputChannels,
    int OutputChannels,
    short[] Thresholds,
    ulong[] Weights,
    int[] Multipliers,
    int[] Biases,
    int Shift) : LayerDefinition;
