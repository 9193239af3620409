using Optimizers.Chains;
using Optimizers.Chains.Stages;

namespace Optimizers.Tests.Chains.Residual;

/// <summary>R_n of every state of a few weights of a risk, found by moves from each state to the next.</summary>
internal sealed class ResidualTable
{
    private readonly int[] _movable;
    private readonly short[][] _values;
    private readonly List<(int Block, int Unit, int Index)> _digits = [];
    private readonly int[] _radix;
    private readonly long[] _risks;

    /// <summary>Runs through all states.</summary>
    /// <param name="risk">Plain, so that the table follows the definition.</param>
    /// <param name="movable">Of each block, the first so many weights of all rows.</param>
    /// <param name="values">Of each block, what they can be.</param>
    public ResidualTable(IRisk risk, int[] movable, short[][] values)
    {
        (_movable, _values) = (movable, values);
        for (int block = 0; block < movable.Length; block++)
        {
            for (int i = 0; i < risk.Units(block) * movable[block]; i++)
                _digits.Add((block, i / movable[block], i % movable[block]));
        }

        _radix = new int[_digits.Count + 1];
        _radix[0] = 1;
        for (int digit = 0; digit < _digits.Count; digit++)
            _radix[digit + 1] = _radix[digit] * values[_digits[digit].Block].Length;
        _risks = new long[_radix[^1]];
        for (int state = 0; state < _risks.Length; state++)
        {
            GoTo(risk, state);
            _risks[state] = SomeResidual.Risk(risk);
        }
    }

    public int Count => _risks.Length;

    public long RiskAt(int state) => _risks[state];

    /// <summary>The target over all states.</summary>
    public Posterior Posterior(double lambda, Func<short[], double> logPrior) =>
        Chains.Posterior.OfLogs([.. _risks.Select((risk, state) => (-lambda * risk / Losses.One) + logPrior(ValuesAt(state)))]);

    /// <summary>The weights of a state, block after block, unit after unit.</summary>
    public short[] ValuesAt(int state) => [.. _digits.Select((digit, i) => ValueAt(state, i))];

    /// <summary>The state of a chain, to be asked for after each step.</summary>
    public Func<int> StateOf(Chain chain, IRisk risk)
    {
        int[][] own = [.. Enumerable.Range(0, risk.Blocks).Select(block => new int[risk.Units(block)])];
        int state = 0;
        for (int block = 0; block < risk.Blocks; block++)
        {
            for (int unit = 0; unit < risk.Units(block); unit++)
            {
                risk.Visit(block, unit);
                state += own[block][unit] = ShareOf(risk, block, unit);
            }
        }

        return () =>
        {
            ref int share = ref own[chain.Block][chain.Unit];
            state -= share;
            share = ShareOf(risk, chain.Block, chain.Unit);
            return state += share;
        };
    }

    /// <summary>Brings a risk to a state from the one before.</summary>
    private void GoTo(IRisk risk, int state)
    {
        Move move = new(1);
        for (int i = 0; i < _digits.Count; i++)
        {
            (int block, int unit, int index) = _digits[i];
            // Of an odometer only the first digits turn.
            if (i > 0 && state % _radix[i] != 0 && state > 0)
                break;
            risk.Visit(block, unit);
            if (risk.Row[index] == ValueAt(state, i))
                continue;
            move.Begin(block, unit);
            move.Add(index, ValueAt(state, i));
            for (int part = 0; part < risk.Parts; part++)
                risk.Evaluate(move, part, long.MaxValue);
            risk.Commit();
        }
    }

    private short ValueAt(int state, int digit) => _values[_digits[digit].Block][state % _radix[digit + 1] / _radix[digit]];

    /// <summary>What the visited unit adds to the number of the state.</summary>
    private int ShareOf(IRisk risk, int block, int unit)
    {
        int share = 0, first = 0;
        for (int before = 0; before < block; before++)
            first += _movable[before] * risk.Units(before);
        for (int i = 0; i < _movable[block]; i++)
            share += _radix[first + (unit * _movable[block]) + i] * Array.IndexOf(_values[block], risk.Row[i]);
        return share;
    }
}
