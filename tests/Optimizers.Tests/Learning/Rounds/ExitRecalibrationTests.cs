using Inference;
using Inference.Calibration;
using Inference.Format;
using Optimizers.Learning.Rounds;
using Optimizers.Tests.Chains.Residual;

namespace Optimizers.Tests.Learning.Rounds;

/// <summary>Certificates of tuned networks.</summary>
public sealed class ExitRecalibrationTests
{
    private static readonly Network Plain = Network.Read(Path.Combine(SomeResidual.Root(), "models/lookout.safetensors"));
    private static readonly byte[][] Pictures = SomeResidual.Pictures(Plain, 700, 91);

    [Fact]
    public void A_promise_is_made_anew_for_other_weights_and_one_that_cannot_be_shown_closes_the_exit()
    {
        NetworkDefinition shipped = Certified(Plain.Definition, 200_000);
        Assert.NotNull(shipped.Stages[0].Exit.Certificate);
        NetworkDefinition turned = Turned(shipped), tuned = Nudged(shipped);
        NetworkDefinition kept = ExitRecalibration.Of(shipped, tuned, Anchors());
        Assert.Equal(new Network(kept).FunctionHash, kept.Stages[0].Exit.Certificate!.Network);
        Assert.Equal(200_000, kept.Stages[0].Exit.Certificate!.RiskPpm);
        // The last exit says the contrary of what it said: no early answer agrees.
        NetworkDefinition lost = ExitRecalibration.Of(shipped, turned, Anchors());
        Assert.All(new Network(lost).Stages.SkipLast(1), stage => Assert.False(stage.AnswersEarly));
    }

    [Fact]
    public void Where_nothing_was_promised_thresholds_stay()
    {
        NetworkDefinition tuned = Nudged(Plain.Definition);
        Assert.Same(tuned, ExitRecalibration.Of(Plain.Definition, tuned, Anchors()));
    }

    private static IEnumerable<LabelledPicture> Anchors() => Pictures.Select((picture, i) => new LabelledPicture(i % 3, picture));

    private static NetworkDefinition Certified(NetworkDefinition network, int risk)
    {
        ExitObserver observer = new(new Network(network), new CalibrationGoal(risk, 50_000, ExitPolicyKind.Top1, ExitReference.Last));
        foreach (byte[] picture in Pictures)
            observer.Add(picture, 0, null);
        return observer.Certify(out _);
    }

    private static NetworkDefinition Nudged(NetworkDefinition network) => WithLast(network, weights => weights[0]++, biases => { });

    private static NetworkDefinition Turned(NetworkDefinition network) => WithLast(
        network,
        weights =>
        {
            for (int i = 0; i < weights.Length; i++)
                weights[i] = (short)-weights[i];
        },
        biases =>
        {
            for (int i = 0; i < biases.Length; i++)
                biases[i] = -biases[i];
        });

    private static NetworkDefinition WithLast(NetworkDefinition network, Action<short[]> change, Action<int[]> turn)
    {
        LinearExitDefinition exit = (LinearExitDefinition)network.Stages[^1].Exit;
        short[] weights = [.. exit.Weights];
        int[] biases = [.. exit.Biases];
        change(weights);
        turn(biases);
        StageDefinition[] stages = [.. network.Stages.Select(stage => stage with { Exit = stage.Exit with { Certificate = null } })];
        stages[^1] = stages[^1] with { Exit = exit with { Weights = weights, Biases = biases } };
        return network with { Stages = stages };
    }
}
