using Agent.Training;
using Inference;
using Optimizers.Chains.Heads;

namespace Benchmarks.Shifts;

/// <summary>
/// What networks answer that differ from one in the last layer and the exit of their last stage alone: all before is computed once, the rest by the engine's own
/// layer and exit.
/// </summary>
internal sealed class EndAnswers
{
    private readonly short[] _maps;
    private readonly int _length;

    /// <summary>Computes what the last layer reads.</summary>
    public EndAnswers(Network network, IReadOnlyList<LabelledImage> images)
    {
        _maps = StageMaps.BeforeLast(network, network.Stages.Count, [.. images.Select(image => image.Pixels)]);
        _length = _maps.Length / images.Count;
        Labels = [.. images.Select(image => image.Label)];
    }

    /// <summary>Class of each picture.</summary>
    public int[] Labels { get; }

    /// <summary>Share of right answers, 0 to 1; of several networks those of the mean of their probabilities, of equals the lowest class.</summary>
    public double Accuracy(IReadOnlyList<Network> networks)
    {
        long[,] sums = new long[Labels.Length, networks[0].Classes.Count];
        foreach (Network network in networks)
            Add(network, sums);
        int right = 0;
        for (int i = 0; i < Labels.Length; i++)
        {
            int answer = 0;
            for (int k = 1; k < sums.GetLength(1); k++)
                answer = sums[i, k] > sums[i, answer] ? k : answer;
            right += answer == Labels[i] ? 1 : 0;
        }

        return right / (double)Labels.Length;
    }

    private void Add(Network network, long[,] sums)
    {
        Stage stage = network.Stages[^1];
        Activation read = stage.Layers.Length > 1 ? stage.Layers[^2].Output : network.Stages[^2].Layers[^1].Output;
        Workspace workspace = network.CreateWorkspace();
        for (int i = 0; i < Labels.Length; i++)
        {
            _maps.AsSpan(i * _length, _length).CopyTo(workspace.Values(read));
            stage.Layers[^1].Run(workspace);
            stage.RunExit(workspace);
            for (int k = 0; k < sums.GetLength(1); k++)
                sums[i, k] += workspace.Probabilities[k];
        }
    }
}
