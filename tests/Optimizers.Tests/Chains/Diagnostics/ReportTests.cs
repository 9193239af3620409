using System.Globalization;
using System.Xml.Linq;
using Optimizers.Chains.Diagnostics;

namespace Optimizers.Tests.Chains.Diagnostics;

public sealed class ReportTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    [Theory]
    [InlineData(0, 5)]
    [InlineData(1, 5)]
    [InlineData(5, 5)]
    [InlineData(20_000, 12_000)]
    public void A_report_of_any_length_is_a_picture_whose_numbers_are_finite(int steps, int settled)
    {
        string svg = ChainReport.Of("digits", "3 chains", Records(steps, settled), ["layer 1", "exit"], [new LawCount(1, "bin", 7, 3), new LawCount(0, "informed", 0, 0)], settled).ToSvg();
        if (Environment.GetEnvironmentVariable("VIGIE_PLOTS") is { } folder)
            File.WriteAllText(Path.Combine(folder, $"chains-{steps}.svg"), svg);
        XElement root = XDocument.Parse(svg).Root!;
        double width = Number(root, "width"), height = Number(root, "height");
        foreach (XElement text in root.Descendants(Svg + "text"))
        {
            Assert.InRange(Number(text, "x"), 0, width);
            Assert.InRange(Number(text, "y"), 0, height);
        }

        Assert.DoesNotContain("NaN", svg);
        Assert.DoesNotContain("∞", svg);
        string[] texts = [.. root.Descendants(Svg + "text").Select(text => text.Value)];
        foreach (string expected in new[] { "digits", "Risk a sample", "Acceptance by block", "chain 3", "layer 1", "exit", "bin", "42.9 %" })
            Assert.Contains(expected, texts);
    }

    [Fact]
    public void A_comparison_shows_every_optimizer_and_leaves_out_what_was_not_measured()
    {
        ComparisonCurve[] curves =
        [
            new("SGD", [1, 3, 10, 30, 100], [0.61, 0.83, 0.9, 0.93, 0.947]),
            new("Bop", [1, 3, 10, 30, 100], [0.42, 0.7, 0.86, 0.91, 0.935]),
            new("MCMC, last & <mean>", [2, 6, 20, 60, 200], [0.3, 0.62, 0.81, 0.905, 0.952]),
        ];
        string svg = ComparisonReport.Of("Digits", "made-up numbers, for the test", curves, curves).ToSvg();
        if (Environment.GetEnvironmentVariable("VIGIE_PLOTS") is { } folder)
            File.WriteAllText(Path.Combine(folder, "comparison.svg"), svg);
        string[] texts = [.. XDocument.Parse(svg).Descendants(Svg + "text").Select(text => text.Value)];
        Assert.Equal(2, texts.Count(text => text == "MCMC, last & <mean>"));
        Assert.Equal(30, XDocument.Parse(svg).Descendants(Svg + "circle").Count());
        Assert.DoesNotContain("Accuracy against data", ComparisonReport.Of("Digits", "", curves, []).ToSvg());
    }

    private static double Number(XElement element, string name) => double.Parse(element.Attribute(name)!.Value, CultureInfo.InvariantCulture);

    private static ChainRecord[] Records(int steps, int settled)
    {
        ChainRecord[] records = [.. Enumerable.Range(1, 3).Select(m => new ChainRecord($"chain {m}", 2))];
        for (int m = 0; m < 3; m++)
        {
            double[] noise = SomeChains.Autoregressive(steps, 0.998, (ulong)m + 1);
            for (int step = 0; step < steps; step++)
            {
                double lambda = 0.01 * Math.Pow(100, Math.Min(1, (double)step / settled));
                double risk = 0.3 + (2 * Math.Exp(-3.0 * step / settled)) + (0.02 * noise[step]);
                records[m].Add(step % 2, step % 5 == 0 ? 1 : 0, step * 7919 % 100 < (step % 2 == 0 ? 70 : 30) / (1 + lambda), risk, lambda);
            }

            records[m].Speed = new ProposalRate(steps, TimeSpan.FromSeconds(0.3 + (m / 10.0)));
        }

        return records;
    }
}
