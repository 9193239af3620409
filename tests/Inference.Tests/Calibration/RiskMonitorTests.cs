using Inference.Calibration;

namespace Inference.Tests.Calibration;

public sealed class RiskMonitorTests
{
    private const double Risk = 0.01;
    private const double Level = 0.05;

    /// <summary>E[wealth after one more audit] = wealth, whatever came before, when the risk is exactly ε: the martingale that Ville's bound needs.</summary>
    [Fact]
    public void At_a_risk_of_exactly_epsilon_the_expected_wealth_stays_what_it_is()
    {
        Random random = new(81);
        for (int trial = 0; trial < 200; trial++)
        {
            bool[] past = [.. Enumerable.Range(0, random.Next(60)).Select(_ => random.NextDouble() < 0.1)];
            double expected = (1 - Risk) * Wealth([.. past, false]) + Risk * Wealth([.. past, true]);
            Assert.Equal(Wealth(past), expected, 1e-9 * Wealth(past));
        }
    }

    /// <summary>100,000 audits a run; each run ends at its first alarm. Three standard deviations of the estimate are allowed.</summary>
    [Fact]
    public void Where_the_promise_just_holds_at_most_delta_of_the_watches_raise_an_alarm_in_100_000_audits()
    {
        Random random = new(82);
        const int watches = 100;
        int alarms = 0;
        for (int watch = 0; watch < watches; watch++)
        {
            RiskMonitor monitor = new(Risk, Level);
            for (int audit = 0; audit < 100_000 && !monitor.IsAlarmed; audit++)
                monitor.Add(random.NextDouble() < Risk);
            alarms += monitor.IsAlarmed ? 1 : 0;
        }

        Assert.True(alarms <= (Level + 3 * Math.Sqrt(Level * (1 - Level) / watches)) * watches, $"{alarms} of {watches}");
    }

    /// <summary>
    /// Wald: the bet on p = 2ε grows by KL(2ε ‖ ε) = 2ε ln 2 + (1 − 2ε) ln((1 − 2ε)/(1 − ε)) an audit and must go from its capital of 1/3 · 1/2 to 1/δ; the last
    /// step overshoots by at most ln 2. The mean of 100 watches may exceed that by a tenth.
    /// </summary>
    [Fact]
    public void A_doubled_risk_is_found_within_the_audits_that_theory_gives()
    {
        double rate = 2 * Risk * Math.Log(2) + (1 - 2 * Risk) * Math.Log((1 - 2 * Risk) / (1 - Risk));
        double theory = (Math.Log(1 / Level) + Math.Log(3 * 2) + Math.Log(2)) / rate;
        double mean = MeanDelay(new Random(83), 2 * Risk, 0);
        Assert.InRange(mean, 0, 1.1 * theory);
    }

    /// <summary>The bets begun after the change cost 2 ln s more; without them the capital lost in 20,000 good audits would first have to be won back.</summary>
    [Fact]
    public void A_risk_that_doubles_after_20_000_good_audits_is_found_nearly_as_soon()
    {
        double rate = 2 * Risk * Math.Log(2) + (1 - 2 * Risk) * Math.Log((1 - 2 * Risk) / (1 - Risk));
        double theory = (Math.Log(1 / Level) + Math.Log(3) + 2 * Math.Log(20_001) + Math.Log(2)) / rate;
        Assert.InRange(MeanDelay(new Random(84), 2 * Risk, 20_000), 0, 1.1 * theory);
    }

    [Fact]
    public void A_network_that_fails_outright_is_found_in_a_dozen_audits()
    {
        double mean = MeanDelay(new Random(85), 0.5, 0);
        Assert.InRange(mean, 1, 12);
    }

    [Theory]
    [InlineData(0.4)]
    [InlineData(0.9)]
    public void A_loose_promise_is_watched_too(double risk)
    {
        RiskMonitor monitor = new(risk, Level);
        for (int audit = 0; audit < 2000; audit++)
            monitor.Add(true);
        Assert.True(monitor.IsAlarmed);
        Assert.True(double.IsFinite(monitor.LogWealth));
    }

    [Fact]
    public void An_alarm_stays_and_the_counts_go_on()
    {
        RiskMonitor monitor = new(Risk, Level);
        for (int audit = 0; audit < 10; audit++)
            monitor.Add(true);
        for (int audit = 0; audit < 100_000; audit++)
            monitor.Add(false);
        Assert.True(monitor.IsAlarmed);
        Assert.Equal((100_010, 10), (monitor.Audits, monitor.Wrong));
        Assert.True(monitor.LogWealth < 0);
    }

    [Fact]
    public void An_audit_allocates_nothing()
    {
        RiskMonitor monitor = new(Risk, Level);
        monitor.Add(true);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int audit = 0; audit < 1000; audit++)
            monitor.Add(audit % 50 == 0);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static double Wealth(bool[] audits)
    {
        RiskMonitor monitor = new(Risk, Level);
        foreach (bool wrong in audits)
            monitor.Add(wrong);
        return Math.Exp(monitor.LogWealth);
    }

    /// <summary>Mean audits from the change to the alarm, over 100 watches; alarms before the change are left out.</summary>
    private static double MeanDelay(Random random, double risk, int good)
    {
        List<int> delays = [];
        while (delays.Count < 100)
        {
            RiskMonitor monitor = new(Risk, Level);
            for (int audit = 0; audit < good && !monitor.IsAlarmed; audit++)
                monitor.Add(random.NextDouble() < Risk / 2);
            if (monitor.IsAlarmed)
                continue;
            int delay = 0;
            for (; !monitor.IsAlarmed; delay++)
                monitor.Add(random.NextDouble() < risk);
            delays.Add(delay);
        }

        return delays.Average();
    }
}
