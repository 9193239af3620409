using Optimizers.Chains.Stages;

namespace Optimizers.Chains;

/// <summary>Brings a risk to given weights by moves, which is the only way in.</summary>
internal static class ChainWeights
{
    /// <summary>Weights of one move: what any risk can take at once.</summary>
    private const int Chunk = 8;

    /// <summary>Makes the weights of a risk those given.</summary>
    public static void Set(IRisk risk, StageWeights weights)
    {
        Move move = new(Chunk);
        for (int block = 0; block < weights.Shape.Blocks; block++)
        {
            for (int unit = 0; unit < weights.Shape.Units(block); unit++)
                SetRow(risk, weights.Row(block, unit), move, block, unit);
        }
    }

    private static void SetRow(IRisk risk, ReadOnlySpan<short> row, Move move, int block, int unit)
    {
        if (row.SequenceEqual(risk.Weights.Row(block, unit)))
            return;
        risk.Visit(block, unit);
        move.Begin(block, unit);
        for (int i = 0; i < row.Length; i++)
        {
            if (row[i] != risk.Weights.Row(block, unit)[i])
                move.Add(i, row[i]);
            if (move.Count == Chunk || (i == row.Length - 1 && move.Count > 0))
            {
                for (int part = 0; part < risk.Parts; part++)
                    risk.Evaluate(move, part, long.MaxValue);
                risk.Commit();
                move.Begin(block, unit);
            }
        }
    }
}
