using Optimizers.Chains.Priors;
using Optimizers.Chains.Stages;

namespace Optimizers.Chains.Laws;

/// <summary>
/// By halves, turns <c>size</c> groups of weights that are 0 into draws of the slab, or as many that are not into 0, each set equally likely. With k of K
/// groups not 0, <c>q(w' → w)/q(w → w') = C(K − k, size)/C(k + size, size)/slab(w')</c> for a birth, the inverse for a death; under a spike-and-slab
/// prior of the same slab its densities cancel (Green 1995, with counting measures).
/// </summary>
/// <param name="groups">Which weights are 0 together.</param>
/// <param name="slab">What is born.</param>
public sealed class BirthDeathLaw(WeightGroups groups, ISlab slab) : ILaw
{
    /// <inheritdoc/>
    public string Name => groups.Length == 1 ? "birth and death" : $"birth and death of {groups.Length}";

    /// <inheritdoc/>
    public bool Propose(ref RandomStream random, ReadOnlySpan<short> row, int size, Move move, out double logRatio)
    {
        logRatio = 0;
        bool isBirth = random.Next(2) == 0;
        int nonzero = groups.CountNonzero(row), zero = groups.Count - nonzero;
        int choices = isBirth ? zero : nonzero, back = groups.Count - choices + size;
        if (size > choices)
            return false;
        double ratio = 1;
        for (int i = 0; i < size; i++)
        {
            Turn(ref random, row, Choose(ref random, row, choices - size + i, isBirth, move), isBirth, move, ref logRatio);
            ratio *= (double)(choices - i) / (back - i);
        }

        logRatio += ExactMath.Log(ratio);
        return true;
    }

    /// <summary>Floyd's draw, as in <see cref="Subset"/>, among the groups that are 0 or are not.</summary>
    private int Choose(ref RandomStream random, ReadOnlySpan<short> row, int last, bool isZero, Move move)
    {
        int group = groups.Find(row, random.Next(last + 1), isZero);
        return move.Holds(groups.Index(group, 0)) ? groups.Find(row, last, isZero) : group;
    }

    private void Turn(ref RandomStream random, ReadOnlySpan<short> row, int group, bool isBirth, Move move, ref double logRatio)
    {
        for (int place = 0; place < groups.Length; place++)
        {
            int index = groups.Index(group, place);
            short value = isBirth ? slab.Draw(ref random) : (short)0;
            logRatio += isBirth ? -slab.LogMass(value) : slab.LogMass(row[index]);
            move.Add(index, value);
        }
    }
}
