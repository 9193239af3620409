using Optimizers.Chains.Stages;

namespace Optimizers.Chains.Laws;

/// <summary>What each flip of a row weighs, as logarithms against the largest, so that no λ is too large.</summary>
/// <param name="most">The most weights that a row has.</param>
internal sealed class FlipWeights(int most)
{
    private readonly long[] _change = new long[most];
    private readonly double[] _weight = new double[most];
    private IFlipField? _field;
    private long _version;
    private double _lambda;
    private int _count;
    private double _sum;
    private double _top;

    /// <summary>log Z, Z the sum of the weights; −∞ where no flip is possible.</summary>
    public double LogSum => _sum == 0 ? double.NegativeInfinity : _top + ExactMath.Log(_sum);

    /// <summary>What R_n would change by.</summary>
    public long Change(int index) => _change[index];

    /// <summary>Weighs all flips of the visited unit. What is known of a state that still stands is not computed again.</summary>
    public void Fill(in FieldVisit visit, Balance balance)
    {
        IFlipField field = (IFlipField)visit.Risk;
        bool holds = field == _field && field.Version == _version;
        if (holds && visit.Lambda == _lambda)
            return;
        if (!holds)
        {
            _count = visit.Movable;
            field.Field(_change.AsSpan(0, _count));
        }

        _lambda = visit.Lambda;
        StillHolds(visit);
        ReadOnlySpan<short> row = visit.Row;
        _top = double.NegativeInfinity;
        for (int i = 0; i < _count; i++)
        {
            visit.Move.Begin(visit.Block, visit.Unit);
            visit.Move.Add(i, (short)-row[i]);
            double log = (-visit.Lambda * _change[i] / Losses.One) + visit.Prior.LogRatio(row, visit.Move);
            _weight[i] = balance switch
            {
                Balance.Root => 0.5 * log,
                Balance.Barker => -ExactMath.LogOnePlusExp(-log),
                _ => Math.Min(0, log),
            };
            _top = Math.Max(_top, _weight[i]);
        }

        _sum = 0;
        if (double.IsNegativeInfinity(_top))
            return;
        for (int i = 0; i < _count; i++)
        {
            _weight[i] = ExactMath.Exp(_weight[i] - _top);
            _sum += _weight[i];
        }
    }

    /// <summary>Says that the state is again the one that was weighed last.</summary>
    public void StillHolds(in FieldVisit visit)
    {
        _field = (IFlipField)visit.Risk;
        _version = _field.Version;
    }

    /// <summary>A flip, drawn in proportion to its weight.</summary>
    /// <param name="uniform">In [0, 1).</param>
    public int Draw(double uniform)
    {
        double draw = uniform * _sum;
        int last = 0;
        for (int i = 0; i < _count; i++)
        {
            if (_weight[i] == 0)
                continue;
            // The last that weighs anything takes what rounding leaves over.
            last = i;
            draw -= _weight[i];
            if (draw < 0)
                break;
        }

        return last;
    }
}
