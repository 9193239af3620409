using System.Globalization;
using Optimizers.Plots;

namespace Optimizers.Chains.Diagnostics;

/// <summary>Chains as a page to look at: risk, acceptance, λ, autocorrelation, and a table of how much was found.</summary>
public static class ChainReport
{
    private const int Lags = 60;

    /// <summary>Draws the page; the chains have run the same steps.</summary>
    /// <param name="title">What was trained.</param>
    /// <param name="subtitle">How.</param>
    /// <param name="chains">At least one.</param>
    /// <param name="blocks">Names of the blocks, for the legend.</param>
    /// <param name="laws">What the laws of all chains did.</param>
    /// <param name="settled">Step from which λ is constant: what the diagnostics look at.</param>
    public static PlotPage Of(
        string title, string subtitle, IReadOnlyList<ChainRecord> chains, IReadOnlyList<string> blocks, IReadOnlyList<LawCount> laws, long settled)
    {
        ArgumentNullException.ThrowIfNull(chains);
        ArgumentNullException.ThrowIfNull(blocks);
        ArgumentNullException.ThrowIfNull(laws);
        PlotAxis steps = new("steps", Least: 0, Most: Math.Max(1, chains.Max(chain => chain.Risk.Added)));
        double[][] late = Late(chains, settled);
        bool isAlike = chains.All(chain => chain.Lambda.Values.SequenceEqual(chains[0].Lambda.Values));
        List<IPanel> panels =
        [
            new LinePanel("Risk a sample", steps, new PlotAxis("mean loss (nats)"), [.. chains.Select(chain => Line(chain.Name, chain.Risk))]),
            new LinePanel("Acceptance by block", steps, new PlotAxis("share accepted", Least: 0), [.. blocks.Select((name, b) => Rates(name, chains, b))]),
            new LinePanel(
                "Inverse temperature λ",
                steps,
                new PlotAxis("λ (per nat of loss)", IsLog: chains.All(chain => chain.Lambda.Values.IndexOf(0.0) < 0)),
                [.. (isAlike ? chains.Take(1) : chains).Select(chain => Line(isAlike ? "λ" : chain.Name, chain.Lambda))]),
            new LinePanel(
                settled > 0 ? "Autocorrelation of the risk once λ stands" : "Autocorrelation of the risk",
                new PlotAxis("steps apart"),
                new PlotAxis("correlation"),
                [.. late.Select((draws, i) => Correlation(chains[i], draws))]),
            new TablePanel("Chains", ["", "proposals/s", "last risk", "effective draws"], [.. Rows(chains, late)]),
            new TablePanel("Laws, all chains", ["block", "law", "proposed", "accepted"], [.. Laws(blocks, laws)]),
        ];
        return new PlotPage(title, subtitle, panels);
    }

    private static PlotLine Line(string name, Trace trace) =>
        new(name, [.. Enumerable.Range(0, trace.Count).Select(i => (double)(i * trace.Stride))], trace.Values.ToArray());

    /// <summary>Acceptance of a block, the mean over chains, at the middle of each window.</summary>
    private static PlotLine Rates(string name, IReadOnlyList<ChainRecord> chains, int block)
    {
        RateTrace first = chains[0].Rates[block];
        // The last window has only begun, unless it is full.
        int windows = (int)Math.Min(chains.Min(chain => chain.Rates[block].Added) / first.Stride, chains.Min(chain => chain.Rates[block].Count));
        return new PlotLine(
            name,
            [.. Enumerable.Range(0, windows).Select(i => (i + 0.5) * first.Stride)],
            [.. Enumerable.Range(0, windows).Select(i => chains.Average(chain => chain.Rates[block].Rate(i)))]);
    }

    /// <summary>Risks from the step on at which λ stands; nothing where too few are left.</summary>
    private static double[][] Late(IReadOnlyList<ChainRecord> chains, long settled)
    {
        int length = chains.Min(chain => chain.Risk.Count - (int)Math.Min(chain.Risk.Count, (settled + chain.Risk.Stride - 1) / chain.Risk.Stride));
        return length < 4 ? [] : [.. chains.Select(chain => chain.Risk.Values[^length..].ToArray())];
    }

    private static PlotLine Correlation(ChainRecord chain, double[] draws)
    {
        double[] found = Autocorrelation.Of(draws, Math.Min(Lags, draws.Length - 1));
        return new PlotLine(chain.Name, [.. Enumerable.Range(0, found.Length).Select(t => (double)(t * chain.Risk.Stride))], found);
    }

    private static IEnumerable<IReadOnlyList<string>> Rows(IReadOnlyList<ChainRecord> chains, double[][] late)
    {
        for (int i = 0; i < chains.Count; i++)
        {
            ReadOnlySpan<double> risk = chains[i].Risk.Values;
            string worth = late.Length == 0 ? "–" : Number(EffectiveSampleSize.Bulk([late[i]]), "0");
            yield return [chains[i].Name, Number(chains[i].Speed.PerSecond, "#,0"), risk.IsEmpty ? "–" : Number(risk[^1], "0.000"), worth];
        }

        if (late.Length == 0)
            yield break;
        double rHat = SplitRHat.Of(late);
        yield return ["all together", "", "", Number(EffectiveSampleSize.Bulk(late), "0")];
        yield return ["split R̂", "", "", double.IsInfinity(rHat) ? "∞" : Number(rHat, "0.000")];
    }

    private static IEnumerable<IReadOnlyList<string>> Laws(IReadOnlyList<string> blocks, IReadOnlyList<LawCount> laws) =>
        laws.Where(law => law.Proposed > 0).OrderBy(law => law.Block).Select(law =>
            (IReadOnlyList<string>)[blocks[law.Block], law.Law, Number(law.Proposed, "#,0"), Number(100.0 * law.Accepted / law.Proposed, "0.0") + " %"]);

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
