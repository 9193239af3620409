namespace Optimizers.Chains.Priors;

/// <summary>−1 or +1, by halves.</summary>
public sealed class SignSlab : ISlab
{
    private static readonly double LogHalf = -ExactMath.Log(2);

    /// <inheritdoc/>
    public double LogMass(short value) => value is 1 or -1 ? LogHalf : double.NegativeInfinity;

    /// <inheritdoc/>
    public short Draw(ref RandomStream random) => (short)((random.Next(2) * 2) - 1);
}
