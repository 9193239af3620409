using System.Globalization;
using Agent.Training;
using Benchmarks.Shifts.Rivals;
using Inference;

namespace Benchmarks.Shifts;

/// <summary>
/// What a guarded chain lets through when 200 labels are wrong, those of the guard's part among them, as an operator would do it. Harmful: more than 1 point lost
/// there or elsewhere, on true labels.
/// </summary>
internal static class WrongLabels
{
    private const int Labels = 200;
    private static readonly string[] Kinds = ["all wrong", "half wrong", "one class flipped"];

    /// <summary>Runs every kind in every place and prints a row for each.</summary>
    /// <param name="shifts">The places.</param>
    /// <param name="chain">A guarded one.</param>
    /// <param name="runs">A kind and place.</param>
    /// <param name="firstSeed">Of the first run.</param>
    public static void Run(IEnumerable<Shift> shifts, ChainRival chain, int runs, ulong firstSeed)
    {
        Console.WriteLine("| place | labels | runs | accepted | harmful, unguarded | harmful, served | worst served, points there / elsewhere | refused as |\n|---|---|---:|---:|---:|---:|---|---|");
        foreach (Shift shift in shifts)
        {
            EndAnswers there = new(shift.Before, shift.There), elsewhere = new(shift.Before, shift.Elsewhere);
            double before = there.Accuracy([shift.Before]), old = elsewhere.Accuracy([shift.Before]);
            foreach (string kind in Kinds)
            {
                List<(bool IsAccepted, double There, double Elsewhere, string Reason)> all = [];
                for (int run = 0; run < runs; run++)
                {
                    ulong seed = firstSeed + (ulong)run;
                    LabelledImage[] labels = Falsified(shift.Labels(Labels, seed), kind, shift.Before.Classes.Count, seed);
                    Learnt learnt = chain.Candidate(shift, labels, seed);
                    all.Add((learnt.Guard!.IsAccepted, there.Accuracy(learnt.Networks) - before, elsewhere.Accuracy(learnt.Networks) - old, learnt.Guard.Reason.ToString()));
                }

                var served = all.Where(one => one.IsAccepted).ToArray();
                string worst = served.Length == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"{100 * served.Min(one => one.There):F2} / {100 * served.Min(one => one.Elsewhere):F2}");
                string reasons = string.Join(", ", all.Where(one => !one.IsAccepted).GroupBy(one => one.Reason).Select(group => $"{group.Key} {group.Count()}"));
                Console.WriteLine(
                    $"| {shift.Name} | {kind} | {runs} | {served.Length} | {all.Count(one => IsHarmful(one.There, one.Elsewhere))} | {served.Count(one => IsHarmful(one.There, one.Elsewhere))} | {worst} | {reasons} |");
            }
        }
    }

    /// <summary>All or every second label becomes another class, any alike; or all of one class become one other.</summary>
    private static LabelledImage[] Falsified(LabelledImage[] labels, string kind, int classes, ulong seed)
    {
        SplitMix random = new(SplitMix.Mix(seed, 77));
        int[] present = [.. labels.Select(image => image.Label).Distinct().Order()];
        int from = present[random.Next(present.Length)], to = Other(from, classes, ref random);
        LabelledImage[] wrong = new LabelledImage[labels.Length];
        for (int i = 0; i < labels.Length; i++)
        {
            int label = labels[i].Label;
            int other = Other(label, classes, ref random);
            bool isWrong = kind == Kinds[0] || (kind == Kinds[1] ? random.Chance(0.5) : label == from);
            wrong[i] = isWrong ? labels[i] with { Label = kind == Kinds[2] ? to : other } : labels[i];
        }

        return wrong;
    }

    private static int Other(int label, int classes, ref SplitMix random) => (label + 1 + random.Next(classes - 1)) % classes;

    private static bool IsHarmful(double there, double elsewhere) => there < -0.01 || elsewhere < -0.01;
}
