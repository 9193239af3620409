namespace Inference.Calibration;

/// <summary>
/// Watches audited answers for the moment from which more than the promised share is wrong. Betting e-process: a gambler with capital 1 bets
/// against the promise at odds that are fair if it just holds, so that while it holds the capital ever reaches 1/level with probability at most level
/// (Ville 1939), however long the watch is.
/// </summary>
/// <remarks>
/// One bet has wealth <c>Π (1 + η (Z_t − ε))</c>, Z_t = 1 for a wrong answer (Waudby-Smith and Ramdas, Estimating means of bounded random variables
/// by betting, JRSS B 2024, section 4; as an alarm: Timans et al., arXiv 2506.16416). η = (p − ε)/(ε(1 − ε)) is Kelly's bet where the risk has become p. Capital
/// is spread evenly over bets on p = 2ε, 4ε and 16ε, and over the audit s from which on it is bet, with the weights 1/(s(s + 1)): a risk that rises
/// after a good year is found as soon as one that was there from the start, but for 2 ln s. The sum A of the started parts of a bet obeys
/// <c>A_t = (A_{t−1} + 1/(t(t + 1))) (1 + η (Z_t − ε))</c>; what has not been bet yet is 1/(t + 1). Spread capital is a predictable bet too: its η_t is the
/// mean of the η weighted by what each has. One thread; allocates nothing after construction.
/// </remarks>
public sealed class RiskMonitor
{
    private static readonly double[] Multiples = [2, 4, 16];

    private readonly double[] _logOnWrong = new double[Multiples.Length];
    private readonly double[] _logOnRight = new double[Multiples.Length];
    private readonly double[] _log = new double[Multiples.Length];
    private readonly double _logAlarm;

    /// <summary>Begins to watch, with capital 1.</summary>
    /// <param name="risk">ε, above 0 and below 1.</param>
    /// <param name="level">Probability of a false alarm, at most 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number out of its range.</exception>
    public RiskMonitor(double risk, double level)
    {
        if (!(risk > 0 && risk < 1))
            throw new ArgumentOutOfRangeException(nameof(risk), risk, "expected above 0 and below 1");
        if (!(level > 0 && level <= 1))
            throw new ArgumentOutOfRangeException(nameof(level), level, "expected above 0, at most 1");
        _logAlarm = -Math.Log(level);
        for (int bet = 0; bet < Multiples.Length; bet++)
        {
            // p/ε on a wrong answer and (1 − p)/(1 − ε) on a right one are the two values of 1 + η (Z − ε).
            double p = Math.Min(Multiples[bet] * risk, (1 + risk) / 2);
            _logOnWrong[bet] = Math.Log(p / risk);
            _logOnRight[bet] = Math.Log(1 - p) - Math.Log(1 - risk);
        }

        Array.Fill(_log, double.NegativeInfinity);
    }

    /// <summary>Answers audited.</summary>
    public long Audits { get; private set; }

    /// <summary>Of these, wrong ones.</summary>
    public long Wrong { get; private set; }

    /// <summary>ln of the capital now.</summary>
    public double LogWealth { get; private set; }

    /// <summary>Whether the capital has ever reached 1/level: the promise no longer holds.</summary>
    public bool IsAlarmed { get; private set; }

    /// <summary>Takes one audited answer.</summary>
    /// <param name="wrong">Whether it disagreed with the reference.</param>
    public void Add(bool wrong)
    {
        Audits++;
        Wrong += wrong ? 1 : 0;
        double started = -Math.Log(Audits) - Math.Log(Audits + 1);
        double wealth = 0;
        // Beyond e^700 a double is full; by then the alarm is long raised.
        for (int bet = 0; bet < _log.Length; bet++)
        {
            _log[bet] = Math.Min(Sum(_log[bet], started) + (wrong ? _logOnWrong[bet] : _logOnRight[bet]), 700);
            wealth += Math.Exp(_log[bet]) / _log.Length;
        }

        LogWealth = Math.Log(wealth + 1.0 / (Audits + 1));
        IsAlarmed |= LogWealth >= _logAlarm;
    }

    /// <summary><c>ln(e^a + e^b)</c> for finite b.</summary>
    private static double Sum(double a, double b)
    {
        double higher = Math.Max(a, b);
        return higher + Math.Log(1 + Math.Exp(Math.Min(a, b) - higher));
    }
}
