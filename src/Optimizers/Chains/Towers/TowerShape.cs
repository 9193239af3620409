namespace Optimizers.Chains.Towers;

/// <summary>
/// A tower of residual layers over values of one place: <c>r_l = sat16(r_{l−1} + sat16(g_l·(W_l ∘ sign r_{l−1})))</c>, l from 1 to L, sign −1 below 0,
/// else +1; its exit has <c>m_k = Σ_c v_kc·sign r_{L,c}</c> and <c>logit_k = m_k·LogitScale</c> in 1/65536 nats. W and v are ±1.
/// </summary>
/// <remarks>A layer whose gate g is 0 is asleep: it passes its input on, so it can come and go without any answer changing.</remarks>
/// <param name="Width">Channels d, 1 to 2,048.</param>
/// <param name="Classes">2 to 1,024.</param>
/// <param name="MostLayers">L at most, 1 to 100.</param>
/// <param name="MostGate">Gates are 0 to this; times Width at most 32,767.</param>
/// <param name="LogitScale">1 to 32,767; times Width below 2³⁰.</param>
public sealed record TowerShape(int Width, int Classes, int MostLayers, int MostGate, int LogitScale)
{
    /// <summary>64-bit words of a row: channel c in bit c mod 64 of word c/64, 1 = −1, the rest 0.</summary>
    public int Words => (Width + 63) / 64;

    /// <summary>Words of a layer's W.</summary>
    public int LayerWords => Width * Words;

    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    internal void Check()
    {
        InRange(Width, 1, 2048, nameof(Width));
        InRange(Classes, 2, 1024, nameof(Classes));
        InRange(MostLayers, 1, 100, nameof(MostLayers));
        InRange(MostGate, 1, short.MaxValue / Width, nameof(MostGate));
        InRange(LogitScale, 1, Math.Min(short.MaxValue, ((1 << 30) - 1) / Width), nameof(LogitScale));
    }

    private static void InRange(int value, int least, int most, string name)
    {
        if (value < least || value > most)
            throw new ArgumentOutOfRangeException(name, value, $"expected {least} to {most}");
    }
}
