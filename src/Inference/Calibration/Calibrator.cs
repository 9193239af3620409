namespace Inference.Calibration;

/// <summary>
/// Finds for each early exit the boldest threshold that keeps a promise: Learn then Test (Angelopoulos et al., arXiv 2110.01052) with
/// split fixed-sequence testing (its section 4) and exact binomial tests.
/// </summary>
/// <remarks>
/// Why the promise holds, without any assumption but that the groups are independent and alike:
/// <list type="number">
/// <item>Of each group one sample, drawn blindly, counts. So the samples tested are independent, and of those that leave at an exit
/// with a given bound the number of wrong ones is binomial, whatever their number.</item>
/// <item>The bounds to try, safest first, are laid by the scores of other groups (<see cref="LayoutShare"/>), so they are fixed before the test.</item>
/// <item>Tests go from the safest bound on and end with the first that does not reject "risk above ε": to certify any bad bound the first
/// bad one must be rejected, which happens with probability at most the level; within an exit δ is not split.</item>
/// <item>Exit j's risk is that of the cascade: given the bounds chosen for the exits before it. Those were chosen on the same samples, so the
/// level must stand for every choice that could have been made: δ / (exits · (<see cref="Steps"/> + 1)^(j − 1)). By the union bound all exits keep
/// the promise together with probability 1 − δ.</item>
/// </list>
/// </remarks>
public static class Calibrator
{
    /// <summary>Most bounds tried for one exit.</summary>
    public const int Steps = 20;

    /// <summary>Share of the groups that lays the grid and is not counted.</summary>
    public const double LayoutShare = 0.1;

    /// <summary>Calibrates all early exits, first to last.</summary>
    /// <param name="samples">Not used to train the network; all of the same number of exits, at least one.</param>
    /// <param name="goal">The promise.</param>
    /// <returns>One setting an early exit.</returns>
    public static ExitSetting[] Calibrate(IReadOnlyList<CalibrationSample> samples, CalibrationGoal goal)
    {
        ArgumentNullException.ThrowIfNull(samples);
        ArgumentNullException.ThrowIfNull(goal);
        (List<CalibrationSample> layout, List<CalibrationSample> tested) = Split(OnePerGroup(samples, goal.Seed), goal.Seed);
        double scale = tested.Count / Math.Max(1.0, layout.Count);
        ExitSetting[] settings = new ExitSetting[samples.Count == 0 ? 0 : samples[0].Doubts.Length];
        for (int exit = 0; exit < settings.Length; exit++)
        {
            int divisor = Divisor(settings.Length, exit);
            double level = goal.Failure / divisor;
            int least = BinomialTail.LeastTrials(0, goal.Risk, level);
            int[] bounds = Grid(layout, exit, scale, least);
            settings[exit] = Test(tested, exit, bounds, goal.Risk, level) with { Divisor = divisor, Least = least };
            layout.RemoveAll(sample => sample.Doubts[exit] <= settings[exit].Bound);
            tested.RemoveAll(sample => sample.Doubts[exit] <= settings[exit].Bound);
        }

        return settings;
    }

    /// <summary>What δ is divided by for an exit: early exits · (<see cref="Steps"/> + 1)^index.</summary>
    /// <param name="earlyExits">Exits but the last.</param>
    /// <param name="index">Of the exit, from 0.</param>
    internal static int Divisor(int earlyExits, int index)
    {
        // The deepest network has 16 exits: what overflows could not be proved with 2^31 samples either.
        long divisor = earlyExits;
        for (int before = 0; before < index; before++)
            divisor = Math.Min(divisor * (Steps + 1), int.MaxValue);
        return (int)divisor;
    }

    /// <summary>One sample of each group, drawn blindly, so that a track of a thousand pictures weighs like one of ten.</summary>
    internal static List<CalibrationSample> OnePerGroup(IReadOnlyList<CalibrationSample> samples, long seed)
    {
        Dictionary<string, (CalibrationSample Chosen, int Count)> groups = new(StringComparer.Ordinal);
        List<string> order = [];
        SplitMix draw = new((ulong)seed);
        foreach (CalibrationSample sample in samples)
        {
            int count = groups.TryGetValue(sample.Group, out (CalibrationSample Chosen, int Count) old) ? old.Count + 1 : 1;
            if (count == 1)
                order.Add(sample.Group);
            // Reservoir of one: the n-th of a group takes its place with probability 1/n.
            groups[sample.Group] = (draw.Next(count) == 0 ? sample : old.Chosen, count);
        }

        return order.ConvertAll(group => groups[group].Chosen);
    }

    private static (List<CalibrationSample> Layout, List<CalibrationSample> Tested) Split(List<CalibrationSample> samples, long seed)
    {
        List<CalibrationSample> layout = [], tested = [];
        SplitMix draw = new(~(ulong)seed);
        foreach (CalibrationSample sample in samples)
            (draw.NextDouble() < LayoutShare ? layout : tested).Add(sample);
        return (layout, tested);
    }

    /// <summary>
    /// Bounds from safest to boldest, evenly spaced in the share that leaves. The first lets enough leave for a few wrong answers:
    /// at the fewest answers that prove anything, one chance error would close the exit.
    /// </summary>
    private static int[] Grid(List<CalibrationSample> layout, int exit, double scale, int least)
    {
        double expected = layout.Count * scale;
        if (expected < 1.2 * least)
            return [];
        double first = Math.Min(2.0 * least, Math.Max(1.2 * least, expected / 2)) / expected;
        int[] doubts = [.. layout.Select(sample => sample.Doubts[exit]).Order()];
        SortedSet<int> bounds = [];
        for (int step = 0; step < Steps; step++)
        {
            double share = first + (1 - first) * step / (Steps - 1);
            bounds.Add(doubts[Math.Clamp((int)Math.Ceiling(share * doubts.Length) - 1, 0, doubts.Length - 1)]);
        }

        return [.. bounds];
    }

    private static ExitSetting Test(List<CalibrationSample> tested, int exit, int[] bounds, double risk, double level)
    {
        ExitSetting proved = new(-1, 0, 0, tested.Count, [], 0, 0);
        List<int> sequence = [];
        foreach (int bound in bounds)
        {
            int answers = tested.Count(sample => sample.Doubts[exit] <= bound);
            int wrong = tested.Count(sample => sample.Doubts[exit] <= bound && sample.Wrong[exit]);
            sequence.Add(bound);
            if (BinomialTail.LogAtMost(wrong, answers, risk) > Math.Log(level))
                return proved.IsOpen ? proved with { Sequence = sequence } : proved with { Answers = answers, Wrong = wrong, Sequence = sequence };
            proved = proved with { Bound = bound, Answers = answers, Wrong = wrong };
        }

        return proved with { Sequence = sequence };
    }
}
