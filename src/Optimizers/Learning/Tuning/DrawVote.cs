using Inference;
using Inference.Format;
using Optimizers.Learning.Guarding;

namespace Optimizers.Learning.Tuning;

/// <summary>Draws of a stage whose exit alone was tuned, as one network whose exit lets them vote.</summary>
public static class DrawVote
{
    /// <summary>The network, at temperature 1 and without certificate of that exit.</summary>
    /// <param name="draws">2 to 64 that differ in the weights and biases of that exit only, as those of <see cref="StageTuner"/> do where signs stay.</param>
    /// <param name="stage">From 1.</param>
    /// <exception cref="ArgumentException">Another number of draws, or draws that differ elsewhere.</exception>
    public static NetworkDefinition Of(IReadOnlyList<NetworkDefinition> draws, int stage)
    {
        ArgumentNullException.ThrowIfNull(draws);
        if (draws.Count is < 2 or > NetworkBounds.Members)
            throw new ArgumentException($"found {draws.Count} draws, expected 2 to {NetworkBounds.Members}", nameof(draws));
        NetworkDefinition[] blank = [.. draws.Select(draw => With(draw, stage, Blank(ExitOf(draw, stage))))];
        if (blank.Any(draw => TensorHash.OfModel(draw) != TensorHash.OfModel(blank[0])))
            throw new ArgumentException($"found draws that differ elsewhere, expected draws of the exit of stage {stage} alone", nameof(draws));
        LinearExitDefinition[] members = Ordered([.. draws.Select(draw => ExitOf(draw, stage))]);
        LinearExitDefinition like = members[0];
        return With(draws[0], stage, new VoteExitDefinition(
            members.Length, like.Grid, like.Offsets, [.. members.SelectMany(member => member.Weights)], [.. members.SelectMany(member => member.Biases)], like.Shift,
            [Temperature.One.Inverse], like.Threshold));
    }

    /// <summary>
    /// The temperature of a vote at which pictures' labels are likeliest; 1 where there are none, or none that it answers wrongly: then nothing says how sure is
    /// too sure, and the likeliest is all but certain.
    /// </summary>
    /// <param name="network">That of <see cref="Of"/>.</param>
    /// <param name="stage">From 1.</param>
    /// <param name="pictures">Of the network's input, which the draws were not made from: the guard's part.</param>
    /// <param name="labels">One a picture.</param>
    public static Temperature Fit(NetworkDefinition network, int stage, IReadOnlyList<byte[]> pictures, IReadOnlyList<int> labels)
    {
        ArgumentNullException.ThrowIfNull(pictures);
        ArgumentNullException.ThrowIfNull(labels);
        Network voting = new(network);
        Workspace workspace = voting.CreateWorkspace();
        List<int> logits = [];
        int wrong = 0;
        for (int i = 0; i < pictures.Count; i++)
        {
            wrong += voting.RunTo(pictures[i], workspace, stage).Class == labels[i] ? 0 : 1;
            logits.AddRange(workspace.Logits);
        }

        return wrong == 0 ? Temperature.One : Temperature.Fit([.. logits], [.. labels], voting.Classes.Count);
    }

    /// <summary>The network with a temperature of its vote.</summary>
    /// <param name="network">That of <see cref="Of"/>.</param>
    /// <param name="stage">From 1.</param>
    /// <param name="temperature">Of the average.</param>
    public static NetworkDefinition Tempered(NetworkDefinition network, int stage, Temperature temperature)
    {
        ArgumentNullException.ThrowIfNull(network);
        return With(network, stage, (VoteExitDefinition)network.Stages[stage - 1].Exit with { InverseTemperature = [temperature.Inverse] });
    }

    /// <summary>The one nearest to the average first, then by falling distance from it: what is left then is near what the first said.</summary>
    private static LinearExitDefinition[] Ordered(LinearExitDefinition[] members)
    {
        double[] mean = new double[members[0].Weights.Length];
        foreach (LinearExitDefinition member in members)
        {
            for (int j = 0; j < mean.Length; j++)
                mean[j] += member.Weights[j] / (double)members.Length;
        }

        int first = Enumerable.Range(0, members.Length).MinBy(i => Distance(members[i], mean));
        double[] centre = Array.ConvertAll(members[first].Weights, weight => (double)weight);
        return [members[first], .. members.Where((_, i) => i != first).OrderByDescending(member => Distance(member, centre))];
    }

    private static double Distance(LinearExitDefinition member, double[] from)
    {
        double sum = 0;
        for (int j = 0; j < from.Length; j++)
            sum += (member.Weights[j] - from[j]) * (member.Weights[j] - from[j]);
        return sum;
    }

    private static LinearExitDefinition ExitOf(NetworkDefinition draw, int stage) => draw.Stages[stage - 1].Exit as LinearExitDefinition
        ?? throw new ArgumentException($"stage {stage}: found an exit of {draw.Stages[stage - 1].Exit.GetType().Name}, expected a linear one");

    private static LinearExitDefinition Blank(LinearExitDefinition exit) =>
        exit with { Weights = new short[exit.Weights.Length], Biases = new int[exit.Biases.Length], Certificate = null };

    private static NetworkDefinition With(NetworkDefinition network, int stage, ExitDefinition exit)
    {
        StageDefinition[] stages = [.. network.Stages];
        stages[stage - 1] = stages[stage - 1] with { Exit = exit };
        return network with { Stages = stages };
    }
}
