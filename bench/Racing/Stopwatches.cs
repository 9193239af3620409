namespace Benchmarks.Racing;

/// <summary>Times the contenders of a case round by round, in a new order each round.</summary>
/// <remarks>
/// A neighbour on the same core comes and goes within a second. Only time that our thread runs is counted, but what it leaves of the caches and of a core
/// that is shared still differs. What is timed in the same round met the same neighbour, so the ratio is taken within rounds and its median reported; the
/// ratio of the shortest times stands for a quiet machine.
/// </remarks>
internal static class Stopwatches
{
    /// <summary>One timing lasts about this long: far above the clock's resolution, far below a neighbour's visit.</summary>
    private const double Slice = 1.5e6;

    /// <summary>Runs the rounds.</summary>
    /// <param name="race">Who runs.</param>
    /// <param name="rounds">At least one.</param>
    /// <returns>Nanoseconds of the work done once, <c>[contender][round]</c>.</returns>
    public static double[][] Time(Race race, int rounds)
    {
        IReadOnlyList<Contender> contenders = race.Contenders;
        int[] repetitions = [.. contenders.Select(Repetitions)];
        double[][] times = [.. contenders.Select(_ => new double[rounds])];
        int[] order = [.. Enumerable.Range(0, contenders.Count)];
        Random random = new(1);
        for (int round = 0; round < rounds; round++)
        {
            random.Shuffle(order);
            foreach (int index in order)
            {
                // Once untimed: the one before has the caches.
                contenders[index].Run();
                times[index][round] = Time(contenders[index].Run, repetitions[index]) / contenders[index].Count;
            }
        }

        return times;
    }

    private static int Repetitions(Contender contender)
    {
        contender.Run();
        double shortest = double.MaxValue;
        for (int trial = 0; trial < 5; trial++)
            shortest = Math.Min(shortest, Time(contender.Run, 1));
        return (int)Math.Clamp(Slice / shortest, 1, 1000);
    }

    private static double Time(Action run, int repetitions)
    {
        long start = ThreadClock.Now();
        for (int repetition = 0; repetition < repetitions; repetition++)
            run();
        return (ThreadClock.Now() - start) / (double)repetitions;
    }
}
