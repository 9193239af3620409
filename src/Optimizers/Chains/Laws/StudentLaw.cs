using Optimizers.Chains.Stages;

namespace Optimizers.Chains.Laws;

/// <summary>
/// Adds heavy-tailed steps to <c>size</c> weights, every set of that many equally likely: <c>±⌈|t|·scale⌉</c>, t of Student's law; never 0, and symmetric.
/// A step out of range is no proposal and not cut to the range, which would not be symmetric.
/// </summary>
/// <param name="nu">Degrees of freedom, above 0; 1 is Cauchy's law.</param>
/// <param name="scale">In steps of the grid, above 0.</param>
/// <param name="most">The largest |w|, 1 to 32767.</param>
/// <param name="keepsZeros">Whether weights that are 0 stay so, and none becomes 0: between births and deaths.</param>
public sealed class StudentLaw(double nu, double scale, int most, bool keepsZeros = false) : ILaw
{
    /// <inheritdoc/>
    public string Name => keepsZeros ? "student, not of zeros" : "student";

    /// <inheritdoc/>
    public bool Propose(ref RandomStream random, ReadOnlySpan<short> row, int size, Move move, out double logRatio)
    {
        logRatio = 0;
        int choices = keepsZeros ? Nonzero.Count(row) : row.Length;
        if (size > choices)
            return false;
        for (int last = choices - size; last < choices; last++)
        {
            int index = keepsZeros ? Nonzero.Choose(ref random, row, last, move) : Subset.Next(ref random, last, move);
            int value = row[index] + Step(ref random);
            if (Math.Abs(value) > most || (keepsZeros && value == 0))
                return false;
            move.Add(index, (short)value);
        }

        return true;
    }

    /// <summary>A step that is not 0; beyond the range, any that is.</summary>
    private int Step(ref RandomStream random)
    {
        double draw = random.NextStudent(nu) * scale;
        int size = (int)Math.Min(Math.Max(1, Math.Ceiling(Math.Abs(draw))), 4.0 * short.MaxValue);
        return draw < 0 ? -size : size;
    }
}
