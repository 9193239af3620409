using Inference.Calibration;

namespace Inference.Tests.Calibration;

public sealed class ExitObserverTests
{
    /// <summary>The network may have been made for another score: that is not what its exits answer, and the certificate holds of it.</summary>
    [Theory]
    [InlineData(ExitPolicyKind.Top1)]
    [InlineData(ExitPolicyKind.Margin)]
    [InlineData(ExitPolicyKind.Entropy)]
    [InlineData(ExitPolicyKind.Vote)]
    public void What_is_certified_for_a_score_can_be_built_written_and_read(ExitPolicyKind score)
    {
        Network network = new(Samples.Network(95, new InputShape(32, 32, 1), 16, ExitPolicyKind.Top1));
        ExitObserver observer = new(network, new CalibrationGoal(950_000, 50_000, score, ExitReference.Last, 1));
        Random random = new(96);
        for (int picture = 0; picture < 300; picture++)
            observer.Add(Samples.Array<byte>(random, network.Input.Length), -1, null);
        Network certified = Network.Read(Samples.File(observer.Certify(out ExitSetting[] settings)), "certified");
        Assert.True(settings[0].IsOpen);
        Assert.Equal(score, certified.Definition.Policy);
        Assert.Equal(network.FunctionHash, certified.FunctionHash);
        Assert.NotNull(certified.Definition.Stages[0].Exit.Certificate);
    }
}
