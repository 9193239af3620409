using Optimizers.Chains.Stages;

namespace Optimizers.Tests.Chains;

/// <summary>All weights that a small stage can have: each movable weight takes one of its block's values, the others stay.</summary>
internal sealed class StateSpace
{
    private readonly StageWeights _start;
    private readonly int[] _movable;
    private readonly short[][] _values;

    public StateSpace(StageWeights start, int[] movable, short[][] values)
    {
        (_start, _movable, _values) = (start.Copy(), movable, values);
        Count = 1;
        Radix = new int[start.Shape.Blocks][];
        for (int block = 0; block < movable.Length; block++)
        {
            Radix[block] = new int[start.Shape.Units(block) * movable[block]];
            for (int i = 0; i < Radix[block].Length; i++)
            {
                Radix[block][i] = Count;
                Count *= values[block].Length;
            }
        }
    }

    public int Count { get; }

    private int[][] Radix { get; }

    /// <summary>What the index grows by when a weight goes from a value to another.</summary>
    public int Step(int block, int unit, int place, short from, short to) =>
        Radix[block][(unit * _movable[block]) + place] * (Array.IndexOf(_values[block], to) - Array.IndexOf(_values[block], from));

    public bool Holds(int block, int place, short value) => place < _movable[block] && _values[block].Contains(value);

    public int IndexOf(StageWeights weights)
    {
        int index = 0;
        for (int block = 0; block < _movable.Length; block++)
        {
            for (int unit = 0; unit < weights.Shape.Units(block); unit++)
            {
                ReadOnlySpan<short> row = weights.Row(block, unit);
                for (int i = 0; i < _movable[block]; i++)
                    index += Radix[block][(unit * _movable[block]) + i] * Array.IndexOf(_values[block], row[i]);
            }
        }

        return index;
    }

    public StageWeights Weights(int index)
    {
        StageWeights weights = _start.Copy();
        for (int block = 0; block < _movable.Length; block++)
        {
            for (int unit = 0; unit < weights.Shape.Units(block); unit++)
            {
                Span<short> row = weights.Row(block, unit);
                for (int i = 0; i < _movable[block]; i++)
                    row[i] = _values[block][index / Radix[block][(unit * _movable[block]) + i] % _values[block].Length];
            }
        }

        return weights;
    }
}
