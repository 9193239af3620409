using Agent.Training;
using Benchmarks.Racing;
using Inference;

namespace Benchmarks.Shifts.Rivals;

/// <summary>
/// By gradient: the exit by Adam, and with <paramref name="movesSigns"/> the signs of the last layer by Bop besides. Rate, threshold and number of epochs are those
/// with the least cross entropy on labels held out, 0 epochs among them: the exit's rate over three folds, Bop's threshold with that rate on the first fold.
/// </summary>
/// <param name="movesSigns">Whether Bop flips signs.</param>
/// <param name="seconds">Of one core, after which it goes no further.</param>
internal sealed class GradientRival(bool movesSigns, double seconds) : IRival
{
    private const int Folds = 3;
    private static readonly float[] Rates = [3e-4f, 1e-3f, 3e-3f, 1e-2f];
    private static readonly double[] Quantiles = [0.9999, 0.999, 0.99];

    /// <inheritdoc/>
    public IEnumerable<Learnt> Learn(Shift shift, IReadOnlyList<LabelledImage> labels, ulong seed)
    {
        long begun = ThreadClock.Now();
        bool HasTime() => (ThreadClock.Now() - begun) / 1e9 < seconds;
        (float rate, double quantile, int epochs) = Best(shift.Before, labels, [.. Rates.Select(one => (one, 1.0))], Folds, 60, seed, HasTime);
        if (movesSigns)
            (rate, quantile, epochs) = Best(shift.Before, labels, [.. Quantiles.Select(one => (rate, one))], 1, 20, seed, HasTime);
        FloatEnd end = new(shift.Before, labels);
        Descent descent = new(end, rate, quantile, seed);
        int[] all = [.. Enumerable.Range(0, labels.Count)];
        for (int epoch = 0; epoch < epochs && HasTime(); epoch++)
            descent.Epoch(all);
        Network network = end.Export();
        return [new Learnt(movesSigns ? "Bop and exit" : "exit by SGD", [network], (ThreadClock.Now() - begun) / 1e9)];
    }

    private static (float Rate, double Quantile, int Epochs) Best(
        Network network, IReadOnlyList<LabelledImage> labels, (float Rate, double Quantile)[] settings, int folds, int epochs, ulong seed, Func<bool> hasTime)
    {
        (float Rate, double Quantile, int Epochs) best = (settings[0].Rate, settings[0].Quantile, 0);
        double least = double.PositiveInfinity;
        foreach ((float rate, double quantile) in settings)
        {
            double[] losses = new double[epochs + 1];
            for (int fold = 0; fold < folds; fold++)
            {
                // Labels come with the classes in turn, so every third of them is in balance unless there are three classes: then by rounds.
                int classes = labels.Select(one => one.Label).Distinct().Count();
                int[] held = [.. Enumerable.Range(0, labels.Count).Where(i => i / classes % Folds == fold)];
                int[] learnt = [.. Enumerable.Range(0, labels.Count).Where(i => i / classes % Folds != fold)];
                FloatEnd end = new(network, labels);
                Descent descent = new(end, rate, quantile, seed);
                losses[0] += end.Loss(held);
                for (int epoch = 1; epoch <= epochs; epoch++)
                {
                    if (!hasTime())
                    {
                        losses.AsSpan(epoch).Fill(double.PositiveInfinity);
                        break;
                    }

                    descent.Epoch(learnt);
                    losses[epoch] += end.Loss(held);
                }
            }

            int at = Array.IndexOf(losses, losses.Min());
            if (losses[at] < least)
                (least, best) = (losses[at], (rate, quantile, at));
        }

        return best;
    }
}
