using Inference.Format;

namespace Inference.Exits;

/// <summary>How far what later members say can be from what the first said.</summary>
internal sealed class VoteReach
{
    private readonly int _classes;
    private readonly int _shift;
    private readonly long[] _distances;
    private readonly long[] _below;
    private readonly long[] _above;

    /// <summary>Measures the members: of each and those after it, the farthest.</summary>
    /// <param name="definition">Checked.</param>
    /// <param name="classes">Classes.</param>
    /// <param name="length">Features.</param>
    public VoteReach(VoteExitDefinition definition, int classes, int length)
    {
        (_classes, _shift) = (classes, definition.Shift);
        int all = definition.Members * classes;
        (_distances, _below, _above) = (new long[all], new long[all], new long[all]);
        for (int row = all - 1; row >= classes; row--)
        {
            int next = row + classes, first = row % classes;
            long distance = Distance(definition.Weights.AsSpan(row * length, length), definition.Weights.AsSpan(first * length, length));
            long bias = (long)definition.Biases[row] - definition.Biases[first];
            _distances[row] = Math.Max(distance, next < all ? _distances[next] : 0);
            _below[row] = Math.Min(bias, next < all ? _below[next] : bias);
            _above[row] = Math.Max(bias, next < all ? _above[next] : bias);
        }
    }

    /// <summary>⌈√value⌉ or one above.</summary>
    public static long RootAbove(ulong value) => FixedPoint.SquareRoot(value) + 1L;

    /// <summary>Bounds the logits of every member from one on.</summary>
    /// <param name="member">From 1.</param>
    /// <param name="first">What the first said before the shift, below 2^53.</param>
    /// <param name="norm">‖f‖, rounded up, as the distances below 2^28.</param>
    /// <param name="low">In 1/65536 nats.</param>
    /// <param name="high">As many.</param>
    public void Bound(int member, ReadOnlySpan<long> first, long norm, Span<int> low, Span<int> high)
    {
        for (int k = 0; k < _classes; k++)
        {
            int row = (member * _classes) + k;
            long reach = _distances[row] * norm;
            low[k] = FixedPoint.Saturate((first[k] + _below[row] - reach) >> _shift);
            high[k] = FixedPoint.Saturate((first[k] + _above[row] + reach) >> _shift);
        }
    }

    private static long Distance(ReadOnlySpan<short> member, ReadOnlySpan<short> first)
    {
        ulong sum = 0;
        for (int j = 0; j < member.Length; j++)
        {
            long difference = member[j] - first[j];
            sum += (ulong)(difference * difference);
        }

        return RootAbove(sum);
    }
}
