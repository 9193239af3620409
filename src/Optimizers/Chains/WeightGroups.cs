namespace Optimizers.Chains;

/// <summary>The movable weights of a row cut into groups of one length, which are 0 together or not at all: single weights, runs, or the taps of a channel.</summary>
public sealed class WeightGroups
{
    private readonly int _groupStep;
    private readonly int _placeStep;

    private WeightGroups(int count, int length, int groupStep, int placeStep) =>
        (Count, Length, _groupStep, _placeStep) = (count, length, groupStep, placeStep);

    /// <summary>Groups.</summary>
    public int Count { get; }

    /// <summary>Weights of a group.</summary>
    public int Length { get; }

    /// <summary>Every weight is a group.</summary>
    /// <param name="weights">Movable weights of the row.</param>
    public static WeightGroups Single(int weights) => new(weights, 1, 1, 1);

    /// <summary>Consecutive weights.</summary>
    /// <param name="weights">Movable weights of the row, a multiple of the length.</param>
    /// <param name="length">Weights of a group.</param>
    /// <exception cref="ArgumentException">The length does not divide the weights.</exception>
    public static WeightGroups Runs(int weights, int length)
    {
        if (length < 1 || weights % length != 0)
            throw new ArgumentException($"runs of {length} do not cover {weights} weights");
        return new WeightGroups(weights / length, length, length, 1);
    }

    /// <summary>All taps of one input channel.</summary>
    /// <param name="channels">Channels: groups.</param>
    /// <param name="taps">Kernel · Kernel: weights of a group.</param>
    public static WeightGroups Channels(int channels, int taps) => new(channels, taps, 1, channels);

    /// <summary>The weight at a place of a group.</summary>
    public int Index(int group, int place) => (group * _groupStep) + (place * _placeStep);

    /// <summary>The group of a weight.</summary>
    public int Group(int index) => _placeStep == 1 ? index / _groupStep : index % _placeStep;

    /// <summary>Whether a group is 0: its first weight is, and so all are.</summary>
    public bool IsZero(ReadOnlySpan<short> row, int group) => row[Index(group, 0)] == 0;

    /// <summary>Groups that are not 0.</summary>
    public int CountNonzero(ReadOnlySpan<short> row)
    {
        int count = 0;
        for (int group = 0; group < Count; group++)
            count += IsZero(row, group) ? 0 : 1;
        return count;
    }

    /// <summary>The group that comes at a place, from 0, among those that are 0, or are not.</summary>
    public int Find(ReadOnlySpan<short> row, int place, bool isZero)
    {
        for (int group = 0; group < Count; group++)
        {
            if (IsZero(row, group) == isZero && place-- == 0)
                return group;
        }

        throw new ArgumentOutOfRangeException(nameof(place), "there are not so many groups");
    }
}
