using Optimizers.Chains.Stages;

namespace Optimizers.Chains.Laws;

/// <summary>Uniform draws of k different places of n (Floyd's algorithm: Bentley and Floyd 1987, "A sample of brilliance", Communications of the ACM 30).</summary>
internal static class Subset
{
    /// <summary>The next place, for <paramref name="last"/> from n − k to n − 1 in order; those drawn before are held by the move.</summary>
    public static int Next(ref RandomStream random, int last, Move move)
    {
        int index = random.Next(last + 1);
        return move.Holds(index) ? last : index;
    }
}
