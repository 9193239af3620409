namespace Optimizers.Chains.Stages;

/// <summary>A convolution of integer weights whose sums keep only their sign: <c>bit = Σ w·x + BiasUnit·b &lt; 0</c>, 1 = −1. A dense layer is a 1×1 map.</summary>
/// <param name="Height">Rows of the input.</param>
/// <param name="Width">Columns of the input.</param>
/// <param name="Channels">Numbers a place of the input.</param>
/// <param name="Kernel">Taps a side, odd; the window is centred.</param>
/// <param name="Stride">Step; the map of sums has ⌈Height/Stride⌉ × ⌈Width/Stride⌉ places.</param>
/// <param name="Units">Output channels.</param>
/// <param name="Pools">Whether a 2×2 maximum follows the signs: +1 where any of the four is +1; both sides must then be even.</param>
/// <param name="BiasUnit">What a bias of 1 adds to the sum.</param>
public sealed record LayerShape(int Height, int Width, int Channels, int Kernel, int Stride, int Units, bool Pools = false, int BiasUnit = 1)
{
    /// <summary>Weights of a unit without its bias: Kernel · Kernel · Channels, in the order row, column, channel.</summary>
    public int Inputs => Kernel * Kernel * Channels;

    /// <summary>Rows of the map of sums.</summary>
    public int SumHeight => (Height + Stride - 1) / Stride;

    /// <summary>Columns of the map of sums.</summary>
    public int SumWidth => (Width + Stride - 1) / Stride;

    /// <summary>Rows of the output.</summary>
    public int OutputHeight => Pools ? SumHeight / 2 : SumHeight;

    /// <summary>Columns of the output.</summary>
    public int OutputWidth => Pools ? SumWidth / 2 : SumWidth;
}
