using Optimizers.Chains.Stages;
using Optimizers.Chains.Towers;

namespace Optimizers.Tests.Chains.Towers;

/// <summary>All towers of width 2 with gates 0 and 1, up to a number of layers, and their exact posterior; a cell for each of them, or for gates alone.</summary>
internal sealed class TowerPosterior
{
    private const int Codes = 32;
    private readonly bool _isLumped;
    private readonly double[] _cells;

    public TowerPosterior(TowerShape shape, short[] inputs, byte[] labels, TowerPlan plan, bool movesExit, bool isLumped)
    {
        _isLumped = isLumped;
        List<(int Cell, double Log)> states = [];
        double logLayers = 0;
        for (int layers = 0; layers <= shape.MostLayers; layers++)
        {
            for (int code = 0; code < Math.Pow(Codes, layers); code++)
            {
                Tower tower = Of(shape, layers, code);
                double logPrior = logLayers - (layers * 4 * Math.Log(2));
                for (int l = 0; l < layers; l++)
                    logPrior += Math.Log(tower[l].Gate == 0 ? plan.Asleep : 1 - plan.Asleep);
                for (uint exit = 0; exit < (movesExit ? 16 : 1); exit++)
                {
                    (tower.WritableExit[0], tower.WritableExit[1]) = movesExit ? (exit & 3, exit >> 2) : (0UL, 1UL);
                    double log = logPrior - (plan.Schedule.Last * SomeTowers.Risk(tower, inputs, labels) / Losses.One);
                    states.Add((CellOf(tower), log));
                }
            }

            logLayers += plan.Layers.LogGrowth(layers);
        }

        _cells = new double[states.Max(state => state.Cell) + 1];
        foreach ((int cell, double log) in states)
            _cells[cell] += Math.Exp(log);
        double sum = _cells.Sum();
        for (int cell = 0; cell < _cells.Length; cell++)
            _cells[cell] /= sum;
    }

    public IReadOnlyList<double> Cells => _cells;

    /// <summary>½ Σ |visits/steps − p| after each of the numbers of steps.</summary>
    public double[] Distances(TowerChain chain, params long[] steps)
    {
        long[] visits = new long[_cells.Length];
        double[] distances = new double[steps.Length];
        for (int i = 0; i < steps.Length; i++)
        {
            while (chain.Steps < steps[i])
            {
                chain.Step();
                visits[CellOf(chain.Tower)]++;
            }

            for (int cell = 0; cell < visits.Length; cell++)
                distances[i] += 0.5 * Math.Abs(((double)visits[cell] / chain.Steps) - _cells[cell]);
        }

        return distances;
    }

    private static Tower Of(TowerShape shape, int layers, int code)
    {
        Tower tower = new(shape);
        for (int l = 0; l < layers; l++, code /= Codes)
        {
            tower.Insert(l, [(ulong)code & 3, (ulong)(code >> 2) & 3]);
            tower[l].Gate = (code >> 4) & 1;
        }

        return tower;
    }

    private int CellOf(Tower tower)
    {
        int first = 0, index = 0, radix = 1, codes = _isLumped ? 2 : Codes;
        for (int l = 0; l < tower.Layers; l++)
        {
            first += radix;
            int code = _isLumped ? tower[l].Gate : (int)tower[l].Row(0)[0] | ((int)tower[l].Row(1)[0] << 2) | (tower[l].Gate << 4);
            index += code * radix;
            radix *= codes;
        }

        return first + index;
    }
}
