using Agent.Training;
using Benchmarks.Racing;
using Optimizers.Learning.Tuning;

namespace Benchmarks.Shifts.Rivals;

/// <summary>
/// By gradient: the exit by Adam, and with <paramref name="movesSigns"/> the signs of the last layer by Bop besides. Rate, threshold and number of epochs are those
/// with the least cross entropy on samples held out, 0 epochs among them: the exit's rate over three folds, Bop's threshold with that rate on the first fold.
/// </summary>
/// <param name="movesSigns">Whether Bop flips signs.</param>
/// <param name="seconds">Of one core, after which it goes no further.</param>
/// <param name="learnt">Anchors that it learns from too.</param>
/// <param name="balance">How much all labels count beside them.</param>
internal sealed class GradientRival(bool movesSigns, double seconds, int learnt, double balance) : IRival
{
    private const int Folds = 3;
    private static readonly float[] Rates = [3e-4f, 1e-3f, 3e-3f, 1e-2f];
    private static readonly double[] Quantiles = [0.9999, 0.999, 0.99];

    /// <inheritdoc/>
    public IEnumerable<Learnt> Learn(Shift shift, IReadOnlyList<LabelledImage> labels, ulong seed)
    {
        long begun = ThreadClock.Now();
        Task task = new(
            shift, [.. labels, .. shift.Anchors.Take(learnt)], labels.Count, new TunerPlan { Balance = balance }.WeightsOf(labels.Count, learnt).Of(0), seed,
            () => (ThreadClock.Now() - begun) / 1e9 < seconds);
        Setting best = task.Best([.. Rates.Select(one => new Setting(one, 1, 60))], Folds);
        if (movesSigns)
            best = task.Best([.. Quantiles.Select(one => new Setting(best.Rate, one, 20))], 1);
        FloatEnd end = task.Run(best, task.Indices(_ => true), (_, _) => { });
        string name = (movesSigns ? "Bop and exit" : "exit by SGD") + (learnt > 0 ? ", with anchors" : "");
        return [new Learnt(name, [end.Export()], (ThreadClock.Now() - begun) / 1e9)];
    }

    private readonly record struct Setting(float Rate, double Quantile, int Epochs);

    /// <summary>Samples, the labels of the place first, and how often each of those counts.</summary>
    private sealed record Task(Shift Shift, LabelledImage[] Samples, int Labels, int Weight, ulong Seed, Func<bool> HasTime)
    {
        /// <summary>Some samples, as often as they count.</summary>
        public int[] Indices(Func<int, bool> isWanted) =>
            [.. Enumerable.Range(0, Samples.Length).Where(isWanted).SelectMany(i => Enumerable.Repeat(i, i < Labels ? Weight : 1))];

        /// <summary>Descends from the network as it came.</summary>
        /// <param name="setting">How, and how far.</param>
        /// <param name="indices">What is learnt from; shuffled.</param>
        /// <param name="after">Called after 0, 1, … epochs.</param>
        public FloatEnd Run(Setting setting, int[] indices, Action<int, FloatEnd> after)
        {
            FloatEnd end = new(Shift.Before, Samples);
            Descent descent = new(end, setting.Rate, setting.Quantile, Seed);
            after(0, end);
            for (int epoch = 1; epoch <= setting.Epochs && HasTime(); epoch++)
            {
                descent.Epoch(indices);
                after(epoch, end);
            }

            return end;
        }

        /// <summary>The setting, and its number of epochs, with the least loss on what is held out.</summary>
        public Setting Best(Setting[] settings, int folds)
        {
            Setting best = settings[0] with { Epochs = 0 };
            double least = double.PositiveInfinity;
            foreach (Setting setting in settings)
            {
                double[] losses = new double[setting.Epochs + 1];
                int[] times = new int[losses.Length];
                for (int fold = 0; fold < folds; fold++)
                {
                    int[] held = Indices(i => FoldOf(i) == fold);
                    Run(setting, Indices(i => FoldOf(i) != fold), (epoch, end) =>
                    {
                        losses[epoch] += end.Loss(held);
                        times[epoch]++;
                    });
                }

                for (int epoch = 0; epoch < losses.Length; epoch++)
                {
                    // Epochs that some fold had no time for are out.
                    if (times[epoch] == folds && losses[epoch] < least)
                        (least, best) = (losses[epoch], setting with { Epochs = epoch });
                }
            }

            return best;
        }

        /// <summary>By rounds: samples come with the classes in turn, so that a fold has all of them.</summary>
        private int FoldOf(int index) => (index < Labels ? index : index - Labels) / Shift.Before.Classes.Count % Folds;
    }
}
