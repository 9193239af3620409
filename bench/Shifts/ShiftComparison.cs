using System.Globalization;
using Agent.Training;
using Benchmarks.Shifts.Rivals;
using Optimizers.Learning.Guarding;

namespace Benchmarks.Shifts;

/// <summary>
/// The rivals in the places, with the same labels: for each number of labels so many repeats, each with other labels and another seed. Prints a table a place,
/// rows as they come, and one over all places.
/// </summary>
internal sealed class ShiftComparison(IReadOnlyList<IRival> rivals, IReadOnlyList<int> sizes, int repeats, ulong firstSeed)
{
    private readonly List<Result> _results = [];

    /// <summary>Runs everything.</summary>
    public void Run(IEnumerable<Shift> shifts)
    {
        foreach (Shift shift in shifts)
            Run(shift);
        if (_results.Select(one => one.Shift).Distinct().Count() > 1)
            PrintAll();
    }

    private void Run(Shift shift)
    {
        EndAnswers there = new(shift.Before, shift.There), elsewhere = new(shift.Before, shift.Elsewhere);
        double before = there.Accuracy([shift.Before]), old = elsewhere.Accuracy([shift.Before]);
        double with = new EndAnswers(shift.With, shift.There).Accuracy([shift.With]), withOld = new EndAnswers(shift.With, shift.Elsewhere).Accuracy([shift.With]);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"\n{shift.Name}: before {100 * before:F2} % there ({shift.There.Count} pictures), {100 * old:F2} % elsewhere ({shift.Elsewhere.Count}); trained with it {100 * with:F2} and {100 * withOld:F2} %\n"));
        Console.WriteLine("| labels | rival | there, % | elsewhere, % | gap closed, % | forgotten, points | s of one core | guard |\n|---:|---|---:|---:|---:|---:|---:|---:|");
        foreach (int size in sizes)
        {
            foreach (IRival rival in rivals)
            {
                List<Result> rows = [];
                for (int repeat = 0; repeat < repeats; repeat++)
                {
                    ulong seed = firstSeed + (ulong)repeat;
                    LabelledImage[] labels = shift.Labels(size, seed);
                    foreach (Learnt learnt in rival.Learn(shift, labels, seed))
                    {
                        double after = there.Accuracy(learnt.Networks);
                        rows.Add(new Result(
                            shift.Name, size, learnt.Rival, repeat, after, elsewhere.Accuracy(learnt.Networks), after - before, with - before, old, learnt.Seconds, learnt.Guard?.Reason));
                    }
                }

                foreach (IGrouping<string, Result> row in rows.GroupBy(one => one.Rival))
                    Print([.. row]);
                _results.AddRange(rows);
            }
        }
    }

    private static void Print(Result[] row) => Console.WriteLine(
        $"| {row[0].Labels} | {row[0].Rival} | {Cell.Of([.. row.Select(one => 100 * one.There)], 2)} | {Cell.Of([.. row.Select(one => 100 * one.Elsewhere)], 2)} | "
        + $"{(row[0].Gap > 0 ? Cell.Of([.. row.Select(one => 100 * one.Gain / one.Gap)], 0) : "no gap")} | {Cell.Of([.. row.Select(one => 100 * one.Forgotten)], 2)} | "
        + $"{Cell.Of([.. row.Select(one => one.Seconds)], 1)} | {Accepts(row)} |");

    /// <summary>Over all places: the gains of a repeat in all, over the gaps of all, so that a place counts by its gap.</summary>
    private void PrintAll()
    {
        Console.WriteLine("\nall places: the sum of the gains over the sum of the gaps; the mean of what was forgotten\n");
        Console.WriteLine("| labels | rival | gap closed, % | forgotten, points | s of one core | guard |\n|---:|---|---:|---:|---:|---:|");
        foreach (var row in _results.GroupBy(one => (one.Labels, one.Rival)))
        {
            Result[][] byRepeat = [.. row.GroupBy(one => one.Repeat).Select(group => group.ToArray())];
            double gap = byRepeat[0].Sum(one => one.Gap);
            Console.WriteLine(
                $"| {row.Key.Labels} | {row.Key.Rival} | {(gap > 0 ? Cell.Of([.. byRepeat.Select(all => 100 * all.Sum(one => one.Gain) / gap)], 0) : "no gap")} | "
                + $"{Cell.Of([.. byRepeat.Select(all => 100 * all.Average(one => one.Forgotten))], 2)} | {Cell.Of([.. row.Select(one => one.Seconds)], 1)} | {Accepts([.. row])} |");
        }
    }

    /// <summary>How often the guard said what.</summary>
    private static string Accepts(Result[] row) => row[0].Reason is null ? ""
        : string.Join(", ", row.GroupBy(one => one.Reason).OrderBy(group => group.Key).Select(group => $"{group.Key} {group.Count()}"));

    private sealed record Result(
        string Shift, int Labels, string Rival, int Repeat, double There, double Elsewhere, double Gain, double Gap, double Old, double Seconds, GuardReason? Reason)
    {
        public double Forgotten => Old - Elsewhere;
    }
}
