namespace Inference.Format;

/// <summary>
/// Binary convolution, bits to bits: <c>bit_n = (acc_n &lt; t_n) xor flip_n</c>; batch norm and sign are folded into t and flip.
/// </summary>
/// <param name="Kernel">Taps a side: 1 or 3; taps outside the picture read +1.</param>
/// <param name="InputChannels">1 to 2,048.</param>
/// <param name="OutputChannels">1 to 2,048.</param>
/// <param name="Weights">
/// <c>[OutputChannels][Kernel y][Kernel x][ceil(InputChannels/64)]</c>, channel c in bit c mod 64, 1 = −1, padding 0.
/// </param>
/// <param name="Thresholds">
/// <c>[OutputChannels]</c>, against <c>acc = K − 2·popcount(x xor w)</c>, <c>K = Kernel²·InputChannels</c>.
/// </param>
/// <param name="Flips"><c>[OutputChannels]</c>.</param>
public sealed record BinaryConvDefinition(
    int Kernel,
    int InputChannels,
    int OutputChannels,
    ulong[] Weights,
    int[] Thresholds,
    bool[] Flips) : LayerDefinition;
