namespace Inference.Exits;

/// <summary>
/// Sums of the probabilities of the members asked, and whether those that are left can still change the answer or whether it is final. One thread;
/// allocates nothing after construction.
/// </summary>
/// <remarks>
/// With S_k the sums so far and the probabilities of each of the r members left between l_k and h_k, the whole sums lie between S_k + r·l_k and
/// S_k + r·h_k. Logits of sums, tempered or not, rise with them, so <see cref="SoftmaxBounds"/> of both ends hold the probabilities of the whole vote, and
/// those its score.
/// </remarks>
internal sealed class VoteTally
{
    /// <summary>ln 2 in 1/65536.</summary>
    private const int LogTwo = 45426;

    private readonly int[] _sums;
    private readonly int[] _least;
    private readonly int[] _low;
    private readonly int[] _high;
    private readonly int[] _lowLeft;
    private readonly int[] _highLeft;
    private int _members;
    private int _inverse;

    /// <param name="classes">0: of a network without votes.</param>
    public VoteTally(int classes)
    {
        First = new long[classes];
        (_sums, _least) = (new int[classes], new int[classes]);
        (_low, _high) = (new int[classes], new int[classes]);
        (_lowLeft, _highLeft) = (new int[classes], new int[classes]);
    }

    /// <summary>Room for what the first member said before the shift, one a class.</summary>
    public long[] First { get; }

    /// <summary>Memory of its buffers.</summary>
    public long Bytes => _sums.Length * (sizeof(long) + (6L * sizeof(int)));

    /// <summary>Members asked since <see cref="Begin"/>.</summary>
    public int Asked { get; private set; }

    /// <summary>The class with the highest sum so far, of equals the lowest.</summary>
    public int Answer { get; private set; }

    /// <summary>The least probability that any member asked gives the answer.</summary>
    public int LeastVote => _least[Answer];

    /// <summary>Begins with the next picture; of the members nothing is known.</summary>
    /// <param name="members">How many there are, up to 64.</param>
    /// <param name="inverse">1/T in 1/65536, up to 2^22.</param>
    public void Begin(int members, int inverse)
    {
        (_members, _inverse, Asked, Answer) = (members, inverse, 0, 0);
        _sums.AsSpan().Clear();
        _least.AsSpan().Fill(65536);
        _lowLeft.AsSpan().Clear();
        _highLeft.AsSpan().Fill(65536);
    }

    /// <summary>Takes bounds of the logits of every member that is still to be asked, in 1/65536 nats.</summary>
    public void Bound(ReadOnlySpan<int> low, ReadOnlySpan<int> high) => SoftmaxBounds.Compute(low, high, _lowLeft, _highLeft);

    /// <summary>Takes what the next member says, in 1/65536, one a class.</summary>
    public void Add(ReadOnlySpan<int> probabilities)
    {
        Asked++;
        Answer = 0;
        for (int k = 0; k < _sums.Length; k++)
        {
            _sums[k] += probabilities[k];
            _least[k] = Math.Min(_least[k], probabilities[k]);
            Answer = _sums[k] > _sums[Answer] ? k : Answer;
        }
    }

    /// <summary>The average of the members asked as logits: <c>ln(S_k/(65536·asked))/T</c> in 1/65536 nats; a sum of 0 counts as 1.</summary>
    /// <param name="logits">One a class.</param>
    public void Logits(Span<int> logits)
    {
        int all = FixedPoint.FastLogarithm(Asked << 16);
        for (int k = 0; k < _sums.Length; k++)
            logits[k] = Logit(_sums[k], all);
    }

    /// <summary>Whether the members that are left cannot change what the whole vote comes to.</summary>
    /// <param name="rule">What makes the answer final.</param>
    /// <param name="isFinal">Where it is decided: whether the answer is final. If so, <see cref="Answer"/> is that of the whole vote.</param>
    public bool IsDecided(in ExitRule rule, out bool isFinal)
    {
        int left = _members - Asked;
        for (int k = 0; k < _sums.Length; k++)
            (_low[k], _high[k]) = (_sums[k] + (left * _lowLeft[k]), _sums[k] + (left * _highLeft[k]));
        bool isAnswered = IsAnswered();
        isFinal = rule.IsLast;
        if (rule.IsLast)
            return isAnswered;
        (bool atWorst, bool atBest) = rule.Policy == ExitPolicyKind.Vote
            ? (Math.Min(LeastVote, _lowLeft[Answer]) >= rule.Threshold, _least.AsSpan().ContainsAnyInRange(rule.Threshold, int.MaxValue))
            : Score(rule);
        isFinal = atWorst && isAnswered;
        return isFinal || !atBest;
    }

    /// <summary>Whether every score that the whole vote may have reaches the threshold, and whether any does.</summary>
    private (bool AtWorst, bool AtBest) Score(in ExitRule rule)
    {
        int all = FixedPoint.FastLogarithm(_members << 16);
        for (int k = 0; k < _sums.Length; k++)
            (_low[k], _high[k]) = (Logit(_low[k], all), Logit(_high[k], all));
        SoftmaxBounds.Compute(_low, _high, _low, _high);
        (int lowest, int highest) = ScoreBounds.Of(rule.Policy, _low, _high);
        bool low = ExitPolicy.Reaches(rule.Policy, lowest, rule.Threshold), high = ExitPolicy.Reaches(rule.Policy, highest, rule.Threshold);
        return (low && high, low || high);
    }

    /// <summary>Whether the whole vote gives the answer of the members asked, by the bounds of the sums.</summary>
    private bool IsAnswered()
    {
        for (int k = 0; k < _sums.Length; k++)
        {
            // A rival of a lower index needs an equal sum only.
            if (k != Answer && _high[k] + (k < Answer ? 1 : 0) > _low[Answer])
                return false;
        }

        return true;
    }

    /// <summary>Rises with the sum.</summary>
    private int Logit(int sum, int all)
    {
        long logarithm = FixedPoint.FastLogarithm(Math.Max(1, sum)) - all;
        return (int)((((logarithm * LogTwo >> 16) * _inverse) + (1 << 15)) >> 16);
    }
}
