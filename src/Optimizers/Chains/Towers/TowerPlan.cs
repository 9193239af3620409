namespace Optimizers.Chains.Towers;

/// <summary>What a tower chain does. Its target is <c>p(L)·Π_l 2^(−d²)·p(g_l)·exp(−λ·R_n)</c>, the exit's signs alike.</summary>
/// <param name="Schedule">λ, one for all.</param>
/// <param name="Layers">p(L).</param>
/// <param name="Asleep">p(g = 0), above 0 and below 1; the other gates are alike.</param>
/// <param name="MostFlips">Signs that flip at once: 1 to this, each number alike; never more than a row has.</param>
public sealed record TowerPlan(Schedule Schedule, ILayerPrior Layers, double Asleep = 0.5, int MostFlips = 3)
{
    /// <summary>How often each move is tried, in the order of <see cref="TowerMove"/>; ≥ 0, births and deaths both or neither.</summary>
    public IReadOnlyList<double> Shares { get; init; } = [0.02, 0.02, 0.06, 0.7, 0.2];

    /// <summary>Draws what to try.</summary>
    internal TowerMove Draw(ref RandomStream random)
    {
        double sum = 0;
        for (int move = 0; move < Shares.Count; move++)
            sum += Shares[move];
        double draw = random.NextDouble() * sum;
        int drawn = -1;
        // The last move that has a share takes what rounding leaves over.
        for (int move = 0; move < Shares.Count && (drawn < 0 || draw >= 0); move++)
        {
            if (Shares[move] == 0)
                continue;
            drawn = move;
            draw -= Shares[move];
        }

        return (TowerMove)drawn;
    }

    /// <exception cref="ArgumentException">The plan contradicts itself.</exception>
    internal void Check()
    {
        if (Shares.Count != 5 || Shares.Any(share => !(share >= 0 && double.IsFinite(share))) || Shares.All(share => share == 0))
            throw new ArgumentException($"shares: found {string.Join(", ", Shares)}, expected 5, none below 0 and one above");
        if ((Shares[(int)TowerMove.Birth] == 0) != (Shares[(int)TowerMove.Death] == 0))
            throw new ArgumentException("shares: found births without deaths or deaths without births, expected both or neither");
        if (!(Asleep > 0 && Asleep < 1))
            throw new ArgumentException($"asleep: found {Asleep}, expected above 0 and below 1");
        ArgumentOutOfRangeException.ThrowIfLessThan(MostFlips, 1);
    }
}
