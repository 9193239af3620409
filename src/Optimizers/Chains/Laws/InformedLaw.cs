namespace Optimizers.Chains.Laws;

/// <summary>
/// Flips one sign, drawn in proportion to g(t_i) of t_i, the ratio of the target after and before: locally balanced (Zanella 2020, "Informed proposals for
/// local MCMC in discrete spaces"), <c>g(t) = t·g(1/t)</c>, so that the acceptance is <c>min(1, Z(w)/Z(w'))</c>, Z the sum of the weights.
/// </summary>
/// <remarks>
/// The size is not used. Holds room for its sums: one chain, one law. A move within a visit sums up one field, that of where it would go: where it
/// stands was summed up by the move before.
/// </remarks>
/// <param name="most">The most weights that a row has.</param>
/// <param name="balance">g.</param>
public sealed class InformedLaw(int most, Balance balance) : IFieldLaw
{
    private FlipWeights _now = new(most);
    private FlipWeights _then = new(most);

    /// <inheritdoc/>
    public string Name => balance == Balance.Root ? "informed, root" : "informed, Barker";

    /// <inheritdoc/>
    public bool Run(ref RandomStream random, in FieldVisit visit, int size, out long change)
    {
        change = 0;
        double logDraw = random.NextLog();
        _now.Fill(visit, balance);
        if (double.IsNegativeInfinity(_now.LogSum))
            return false;
        int index = _now.Draw(random.NextDouble());
        visit.Flip(index);
        _then.Fill(visit, balance);
        if (_now.LogSum - _then.LogSum < -logDraw)
        {
            visit.Flip(index);
            _now.StillHolds(visit);
            return false;
        }

        change = _now.Change(index);
        (_now, _then) = (_then, _now);
        return true;
    }
}
