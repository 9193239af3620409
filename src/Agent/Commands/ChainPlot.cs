using System.Globalization;
using Optimizers.Chains.Diagnostics;
using Optimizers.Chains.Training;
using Optimizers.Plots;

namespace Agent.Commands;

/// <summary>What chains did, as lines on a page and in words.</summary>
internal sealed class ChainPlot
{
    private readonly List<double> _steps = [];
    private readonly List<double> _lambda = [];
    private readonly List<double> _speed = [];
    private readonly List<double>[] _loss;
    private readonly List<List<double>> _acceptance = [];
    private readonly List<int> _stage = [];
    private double[][] _draws = [];

    /// <summary>Begins.</summary>
    public ChainPlot(int chains) => _loss = [.. Enumerable.Range(0, chains).Select(_ => new List<double>())];

    /// <summary>Notes where the chains are.</summary>
    public void Add(ChainTrainer trainer, double speed)
    {
        _steps.Add(trainer.Step);
        _lambda.Add(trainer.Lambda);
        _speed.Add(speed);
        _stage.Add(trainer.Stage);
        for (int chain = 0; chain < _loss.Length; chain++)
            _loss[chain].Add(trainer.MeanLoss(chain));
        _acceptance.Add([.. Enumerable.Range(0, trainer.Blocks).Select(trainer.Acceptance)]);
        _draws = [.. Enumerable.Range(0, _loss.Length).Select(chain => trainer.RiskTrace(chain).Values.ToArray())];
    }

    /// <summary>The shares accepted, layer and exit.</summary>
    public string Acceptance() => string.Join(" / ", _acceptance[^1].Select(share => double.IsNaN(share) ? "–" : share.ToString("P1", CultureInfo.InvariantCulture)));

    /// <summary>Speed, effective samples and R̂ of the last phase, in words.</summary>
    public IEnumerable<string> Summary()
    {
        if (_steps.Count == 0)
            yield break;
        yield return string.Create(CultureInfo.InvariantCulture, $"proposals/s  {_speed.Order().ElementAt(_speed.Count / 2):N0} median over the run, all chains together");
        int length = _draws.Min(draws => draws.Length);
        if (length < 8)
            yield break;
        double[][] chains = [.. _draws.Select(draws => draws[..length])];
        yield return string.Create(CultureInfo.InvariantCulture,
            $"risk         {EffectiveSampleSize.Bulk(chains):F1} effective of {chains.Length} × {length} draws at the last λ, split R̂ {SplitRHat.Of(chains):F3} (1.01 or less: the chains agree)");
    }

    /// <summary>The page.</summary>
    public string ToSvg(string name)
    {
        PlotAxis steps = new("step");
        List<IPanel> panels =
        [
            new LinePanel("Loss", steps, new PlotAxis("mean loss of a sample", true), [.. _loss.Select((loss, chain) => new PlotLine($"chain {chain + 1}", _steps, loss))]),
            new LinePanel("Accepted", steps, new PlotAxis("share of moves since the phase began", Least: 0), [.. AcceptanceLines()]),
            new LinePanel("λ", steps, new PlotAxis("λ", true), [new PlotLine("λ", _steps, _lambda)]),
            new LinePanel("Speed", steps, new PlotAxis("proposals/s", true), [new PlotLine("all chains", _steps, _speed)]),
        ];
        return new PlotPage($"Chains of {name}", string.Join("; ", Summary().Select(line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries)))), panels).ToSvg();
    }

    private IEnumerable<PlotLine> AcceptanceLines()
    {
        foreach (int stage in _stage.Distinct())
        {
            for (int block = 0; block < 2; block++)
            {
                int[] points = [.. Enumerable.Range(0, _steps.Count).Where(i => _stage[i] == stage && double.IsFinite(_acceptance[i][block]))];
                if (points.Length > 0)
                    yield return new PlotLine($"stage {stage}, {(block == 0 ? "layer" : "exit")}", [.. points.Select(i => _steps[i])], [.. points.Select(i => _acceptance[i][block])]);
            }
        }
    }
}
