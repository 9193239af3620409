using Optimizers.Chains.Stages;

namespace Optimizers.Chains;

/// <summary>How much a move can change the loss of any one sample, from the weights alone.</summary>
/// <remarks>
/// A loss changes by no more than the most that any two logits move apart, and one class's logit by what its weights make of the ±1 that change, 2 at a
/// place at most. Both see only what the move leaves alone and the size of what it changes, so that the inverse has the same bound.
/// </remarks>
public static class LossBound
{
    /// <summary>What rounding of the two losses may add, in 1/65536.</summary>
    private const int Rounding = 4;

    /// <summary>A bound, in 1/65536.</summary>
    /// <param name="loss">Which loss.</param>
    /// <param name="weights">Before the move.</param>
    /// <param name="move">The move.</param>
    /// <exception cref="OverflowException">It is above 2³¹.</exception>
    public static int Of(LossKind loss, StageWeights weights, Move move)
    {
        if (loss == LossKind.ZeroOne)
            return Losses.One;
        StageShape shape = weights.Shape;
        long most = 0;
        int exit = shape.Layers.Count;
        if (move.Block == exit)
        {
            for (int i = 0; i < move.Count; i++)
                most += Math.Abs(move.Value[i] - weights.Row(exit, move.Unit)[move.Index[i]]);
        }
        else
        {
            int unit = move.Block == exit - 1 ? move.Unit : 0, step = move.Block == exit - 1 ? shape.Layers[^1].Units : 1;
            for (int i = unit; i < shape.Features; i += step)
                most += 2 * Spread(weights, exit, i);
        }

        return checked((int)((most * shape.Cell * shape.LogitScale) + Rounding));
    }

    /// <summary>Largest less smallest weight that the classes give a feature.</summary>
    private static int Spread(StageWeights weights, int exit, int feature)
    {
        int low = int.MaxValue, high = int.MinValue;
        for (int k = 0; k < weights.Shape.Classes; k++)
        {
            int weight = weights.Row(exit, k)[feature];
            (low, high) = (Math.Min(low, weight), Math.Max(high, weight));
        }

        return high - low;
    }
}
