namespace Optimizers.Learning.Guarding;

/// <summary>
/// The average of the probabilities of kept samples of a chain, taken member by member and stopped when the answer can no longer change: the answer
/// is always that of the average over all members.
/// </summary>
/// <remarks>
/// With S_k the sums so far and a the leader, a rival b can still win only if the members that are left add S_a − S_b or more to S_b − S_a. A member
/// adds p_b − p_a: at most 65,536, or a bound given for it, such as one from how far its weights are from those of a member already asked. Without
/// bounds at least half of the members are asked. Members in a fixed order; of equal sums the lowest class, as everywhere. One thread; allocates
/// nothing after construction.
/// </remarks>
public sealed class PosteriorVote
{
    /// <summary>Most members; the chain keeps 20 or so.</summary>
    public const int MemberLimit = 1 << 14;

    private readonly long[] _sums;
    private readonly long[] _rest;

    /// <summary>Makes a vote of members that may each add up to 65,536.</summary>
    /// <param name="classes">At least 2.</param>
    /// <param name="members">1 to <see cref="MemberLimit"/>.</param>
    public PosteriorVote(int classes, int members)
        : this(classes, Unbounded(members))
    {
    }

    /// <summary>Makes a vote.</summary>
    /// <param name="classes">At least 2.</param>
    /// <param name="bounds">
    /// Of each member the most by which its probability of one class exceeds that of another, 0 to 65,536; 1 to <see cref="MemberLimit"/> members.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">A number out of its range.</exception>
    public PosteriorVote(int classes, ReadOnlySpan<int> bounds)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 2);
        ArgumentOutOfRangeException.ThrowIfZero(bounds.Length, nameof(bounds));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bounds.Length, MemberLimit, nameof(bounds));
        _sums = new long[classes];
        _rest = new long[bounds.Length + 1];
        for (int member = bounds.Length - 1; member >= 0; member--)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(bounds[member], nameof(bounds));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(bounds[member], 65536, nameof(bounds));
            _rest[member] = _rest[member + 1] + bounds[member];
        }
    }

    /// <summary>Members.</summary>
    public int Members => _rest.Length - 1;

    /// <summary>Members asked since <see cref="Begin"/>.</summary>
    public int Asked { get; private set; }

    /// <summary>The class with the highest sum so far, of equals the lowest; of all members where <see cref="IsDecided"/>.</summary>
    public int Answer { get; private set; }

    /// <summary>Whether the members that are left cannot change the answer.</summary>
    public bool IsDecided { get; private set; }

    /// <summary>Begins with the next picture.</summary>
    public void Begin()
    {
        Array.Clear(_sums);
        (Asked, Answer, IsDecided) = (0, 0, false);
    }

    /// <summary>Takes what the next member says.</summary>
    /// <param name="probabilities">In 1/65536, one a class.</param>
    /// <returns><see cref="IsDecided"/>.</returns>
    /// <exception cref="InvalidOperationException">All members have been asked.</exception>
    /// <exception cref="ArgumentException">Another number of classes.</exception>
    public bool Add(ReadOnlySpan<int> probabilities)
    {
        if (Asked == Members)
            throw new InvalidOperationException($"found all {Members} members asked, expected Begin before the next picture");
        if (probabilities.Length != _sums.Length)
            throw new ArgumentException($"found {probabilities.Length} probabilities, expected {_sums.Length}", nameof(probabilities));
        for (int k = 0; k < _sums.Length; k++)
            _sums[k] += probabilities[k];
        Asked++;
        int answer = 0;
        for (int k = 1; k < _sums.Length; k++)
            answer = _sums[k] > _sums[answer] ? k : answer;
        Answer = answer;
        IsDecided = true;
        for (int k = 0; k < _sums.Length && IsDecided; k++)
        {
            // A rival of a lower index needs an equal sum only.
            long lead = _sums[answer] - _sums[k] - (k < answer ? 1 : 0);
            IsDecided = k == answer || lead >= _rest[Asked];
        }

        return IsDecided;
    }

    /// <summary>
    /// The average so far as logits, <c>ln(S_k/(65536·asked))</c> in 1/65536 nats, for <see cref="Temperature"/>; the same on every machine.
    /// </summary>
    /// <param name="logits">One a class; a sum of 0 counts as 1.</param>
    public void Logits(Span<int> logits)
    {
        double all = 65536.0 * Math.Max(1, Asked);
        for (int k = 0; k < _sums.Length; k++)
            logits[k] = (int)Math.Floor((65536 * Chains.ExactMath.Log(Math.Max(1, _sums[k]) / all)) + 0.5);
    }

    private static int[] Unbounded(int members)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(members);
        int[] bounds = new int[Math.Min(members, MemberLimit + 1)];
        Array.Fill(bounds, 65536);
        return bounds;
    }
}
