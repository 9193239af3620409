using Agent.Training;

namespace Benchmarks.Shifts.Rivals;

/// <summary>The network as it came.</summary>
internal sealed class Nothing : IRival
{
    /// <inheritdoc/>
    public IEnumerable<Learnt> Learn(Shift shift, IReadOnlyList<LabelledImage> labels, ulong seed) => [new Learnt("nothing", [shift.Before], 0)];
}
