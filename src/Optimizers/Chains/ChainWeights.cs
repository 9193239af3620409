using Optimizers.Chains.Stages;

namespace Optimizers.Chains;

/// <summary>Brings the risk of a stage to given weights by moves, which is the only way in.</summary>
internal static class ChainWeights
{
    /// <summary>Weights of one move: what any risk can take at once.</summary>
    private const int Chunk = 8;

    /// <summary>Makes the weights of a risk those given.</summary>
    /// <param name="risk">The risk.</param>
    /// <param name="weights">Block after block, row after row, as <see cref="StageWeights.CopyTo"/> writes them.</param>
    public static void Set(IStageRisk risk, ReadOnlySpan<short> weights)
    {
        Move move = new(Chunk);
        for (int block = 0; block < risk.Shape.Blocks; block++)
        {
            int length = risk.Shape.Row(block);
            for (int unit = 0; unit < risk.Shape.Units(block); unit++)
            {
                SetRow(risk, weights[..length], move, block, unit);
                weights = weights[length..];
            }
        }
    }

    private static void SetRow(IStageRisk risk, ReadOnlySpan<short> row, Move move, int block, int unit)
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
