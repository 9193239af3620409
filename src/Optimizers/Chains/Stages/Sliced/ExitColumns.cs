using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Optimizers.Chains.Stages.Sliced;

/// <summary>The weights of an exit, the classes of a feature side by side: what any changes of signs in one sample add to its logits.</summary>
internal sealed class ExitColumns
{
    private readonly int _row;
    private readonly int _units;
    private readonly int[] _cell;
    private readonly int[] _weights;

    /// <summary>Takes over the weights of a stage's exit.</summary>
    /// <param name="weights">Of the stage.</param>
    /// <param name="row">Logits of a sample, a multiple of eight.</param>
    public ExitColumns(StageWeights weights, int row)
    {
        StageShape shape = weights.Shape;
        LayerShape last = shape.Layers[^1];
        _row = row;
        _units = last.Units;
        _cell = new int[last.OutputHeight * last.OutputWidth];
        for (int place = 0; place < _cell.Length; place++)
            _cell[place] = shape.CellOf(place / last.OutputWidth, place % last.OutputWidth);

        _weights = new int[shape.Features * row];
        for (int k = 0; k < shape.Classes; k++)
        {
            for (int f = 0; f < shape.Features; f++)
                Set(k, f, weights.Row(shape.Layers.Count, k)[f]);
        }
    }

    /// <summary>Sets the weight of a class for a feature; the bias, which comes after the features, is none.</summary>
    public void Set(int k, int feature, short weight)
    {
        // A sign that changes moves a count by 2.
        if (feature * _row < _weights.Length)
            _weights[(feature * _row) + k] = 2 * weight;
    }

    /// <summary>Fills what changes of signs add to a sample's logits.</summary>
    /// <param name="changes">Of one sample.</param>
    /// <param name="logits">A multiple of eight, one a class and then 0.</param>
    public void Fill(ReadOnlySpan<UnitChange> changes, Span<int> logits)
    {
        ref int weights = ref MemoryMarshal.GetArrayDataReference(_weights);
        ref int cells = ref MemoryMarshal.GetArrayDataReference(_cell);
        for (int k = 0; k < _row; k += LossBatch.Size)
        {
            Vector256<int> sum = Vector256<int>.Zero;
            foreach (UnitChange change in changes)
            {
                int feature = (Unsafe.Add(ref cells, change.Place) * _units) + change.Unit;
                Vector256<int> turn = Vector256.Create(change.IsFalling ? -1 : 0);
                sum += (Vector256.LoadUnsafe(ref weights, (nuint)((feature * _row) + k)) ^ turn) - turn;
            }

            sum.StoreUnsafe(ref logits[k]);
        }
    }
}
