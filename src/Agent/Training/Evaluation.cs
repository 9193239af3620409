using System.Diagnostics;
using Agent.Diagnostics;
using Inference;

namespace Agent.Training;

/// <summary>How a network answers labelled pictures: each exit used alone, and the exit policy.</summary>
internal sealed class Evaluation
{
    private readonly double[] _microseconds;

    private Evaluation(Network network, int samples)
    {
        Classes = network.Classes;
        Correct = new int[network.Stages.Count];
        Answered = new int[network.Stages.Count];
        Differs = new int[network.Stages.Count];
        Macs = new long[network.Stages.Count];
        Confusion = new int[network.Classes.Count, network.Classes.Count];
        _microseconds = new double[samples];
    }

    /// <summary>Class names.</summary>
    public IReadOnlyList<string> Classes { get; }

    /// <summary>Right answers of each exit used alone.</summary>
    public int[] Correct { get; }

    /// <summary>Pictures that each exit answered under the policy.</summary>
    public int[] Answered { get; }

    /// <summary>Of these, answers that the last exit would have given otherwise.</summary>
    public int[] Differs { get; }

    /// <summary>Multiply-accumulates of each exit used alone: the trunk up to it and its head.</summary>
    public long[] Macs { get; }

    /// <summary>Under the policy: <c>[right class, answer]</c>.</summary>
    public int[,] Confusion { get; }

    /// <summary>Pictures.</summary>
    public int Samples => _microseconds.Length;

    /// <summary>Share of right answers under the policy.</summary>
    public double Accuracy => Enumerable.Range(0, Classes.Count).Sum(k => Confusion[k, k]) / (double)Samples;

    /// <summary>Mean multiply-accumulates of an answer under the policy.</summary>
    public double MeanMacs { get; private set; }

    /// <summary>Time of an answer under the policy, microseconds.</summary>
    public Quantiles Latency => Quantiles.Of(_microseconds);

    /// <summary>Runs the network on every picture.</summary>
    public static Evaluation Of(Network network, IReadOnlyList<LabelledImage> images, CancellationToken token)
    {
        Evaluation result = new(network, images.Count);
        Workspace workspace = network.CreateWorkspace();
        for (int i = 0; i < images.Count; i++)
        {
            token.ThrowIfCancellationRequested();
            LabelledImage image = images[i];
            int last = 0;
            for (int exit = 1; exit <= network.Stages.Count; exit++)
            {
                Prediction alone = network.RunTo(image.Pixels, workspace, exit);
                result.Correct[exit - 1] += alone.Class == image.Label ? 1 : 0;
                result.Macs[exit - 1] = alone.Macs;
                last = alone.Class;
            }

            long start = Stopwatch.GetTimestamp();
            Prediction answer = network.Run(image.Pixels, workspace);
            result._microseconds[i] = Stopwatch.GetElapsedTime(start).TotalMicroseconds;
            result.Answered[answer.Exit - 1]++;
            result.Differs[answer.Exit - 1] += answer.Class == last ? 0 : 1;
            result.MeanMacs += (double)answer.Macs / images.Count;
            result.Confusion[image.Label, answer.Class]++;
        }

        return result;
    }

    /// <summary>Share of a class's pictures that got that class under the policy; null when there is no such picture.</summary>
    public double? Recall(int label)
    {
        int all = Enumerable.Range(0, Classes.Count).Sum(k => Confusion[label, k]);
        return all == 0 ? null : Confusion[label, label] / (double)all;
    }
}
