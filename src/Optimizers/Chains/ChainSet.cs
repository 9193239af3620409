namespace Optimizers.Chains;

/// <summary>Chains side by side, each with a risk and, where they hold room, laws of its own: what each does does not depend on the others or on the threads.</summary>
public sealed class ChainSet
{
    /// <summary>Makes chains.</summary>
    /// <param name="count">How many, 1 or more.</param>
    /// <param name="make">From a number, 0 to count − 1, to a chain; called one after the other.</param>
    public ChainSet(int count, Func<uint, Chain> make) => Chains = [.. Enumerable.Range(0, count).Select(i => make((uint)i))];

    /// <summary>The chains, by number.</summary>
    public IReadOnlyList<Chain> Chains { get; }

    /// <summary>Does a number of steps of each chain.</summary>
    /// <param name="steps">Steps of each.</param>
    /// <param name="threads">Chains at a time, 1 or more.</param>
    /// <param name="cancellation">Looked at between steps, now and then; chains then stand at different steps.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public void Run(long steps, int threads, CancellationToken cancellation = default)
    {
        ParallelOptions options = new() { MaxDegreeOfParallelism = threads, CancellationToken = cancellation };
        Parallel.For(0, Chains.Count, options, i =>
        {
            for (long step = 0; step < steps; step++)
            {
                if ((step & 1023) == 0)
                    cancellation.ThrowIfCancellationRequested();
                Chains[i].Step();
            }
        });
    }
}
