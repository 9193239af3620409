namespace Optimizers.Chains.Laws;

/// <summary>
/// <c>size</c> moves of single uniform flips under Metropolis's acceptance, done flip by flip and not move by move: the n-fold way (Bortz, Kalos and Lebowitz
/// 1975). The chain stays for a geometric number of moves, <c>P(leave) = Σ_i min(1, t_i)/K</c>, then takes flip i with probability in proportion to
/// min(1, t_i). After the moves are used up it stands where Metropolis's chain would stand, in law exactly, so that a sample after each step needs no weight.
/// </summary>
/// <remarks>Pays where almost every flip is rejected. Holds room for its sums: one chain, one law.</remarks>
/// <param name="most">The most weights that a row has.</param>
public sealed class RejectionFreeLaw(int most) : IFieldLaw
{
    private readonly FlipWeights _weights = new(most);

    /// <inheritdoc/>
    public string Name => "rejection-free";

    /// <summary>Flips that were taken, by all steps.</summary>
    public long Flips { get; private set; }

    /// <inheritdoc/>
    public bool Run(ref RandomStream random, in FieldVisit visit, int size, out long change)
    {
        change = 0;
        bool hasMoved = false;
        long left = size;
        while (left > 0)
        {
            _weights.Fill(visit, Balance.Metropolis);
            double leave = Math.Min(1, ExactMath.Exp(_weights.LogSum) / visit.Movable);
            left -= Dwell(random.NextLog(), leave, left);
            if (left < 0)
                break;
            int index = _weights.Draw(random.NextDouble());
            visit.Flip(index);
            change += _weights.Change(index);
            hasMoved = true;
            Flips++;
        }

        return hasMoved;
    }

    /// <summary>Moves up to and with the one that leaves: <c>1 + ⌊log u/log(1 − P)⌋</c>; more than are left: any number above.</summary>
    private static long Dwell(double logDraw, double leave, long left)
    {
        if (leave == 0)
            return left + 1;
        if (leave >= 1)
            return 1;
        // log(1 − P) keeps its digits where P is small: from the series there.
        double stay = leave < 1e-6 ? leave + (0.5 * leave * leave) : -ExactMath.Log(1 - leave);
        double waited = logDraw / stay;
        return waited >= left ? left + 1 : 1 + (long)waited;
    }
}
