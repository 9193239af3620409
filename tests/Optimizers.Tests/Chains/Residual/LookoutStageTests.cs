using Inference;
using Optimizers.Chains.Heads;
using Optimizers.Chains.Stages;

namespace Optimizers.Tests.Chains.Residual;

public sealed class LookoutStageTests
{
    [Fact]
    public void On_the_shipped_network_a_thousand_samples_take_a_quarter_of_a_mebibyte_and_logits_are_the_engines()
    {
        Network network = Network.Read(Path.Combine(SomeResidual.Root(), "models/lookout.safetensors"));
        byte[][] pictures = SomeResidual.Pictures(network, 1000, 1);
        ResidualStage stage = SomeResidual.Stage(network, pictures);
        Assert.InRange(stage.ExtraBytes, 1, 256 * 1024);
        Assert.Equal(SomeResidual.EngineLogits(network.Definition, pictures), SomeResidual.Logits(stage));
        ResidualStageTests.Walk(stage, 2, 1000);
        int[] engine = SomeResidual.EngineLogits(stage.Export(), pictures);
        Assert.Equal(engine, SomeResidual.Logits(stage));
        Assert.Equal(SomeResidual.Risk(engine, SomeResidual.Labels(1000, 5), LossKind.CrossEntropy), stage.RiskOf(0));
    }

    [Fact]
    public void A_kept_sample_of_the_shipped_network_takes_a_bit_a_sign_and_two_bytes_a_number()
    {
        Network network = Network.Read(Path.Combine(SomeResidual.Root(), "models/lookout.safetensors"));
        ResidualStage stage = SomeResidual.Stage(network, SomeResidual.Pictures(network, 1, 6));
        int signs = stage.Units(0) * stage.RowLength(0), numbers = (stage.Units(1) * stage.RowLength(1)) + stage.RowLength(2);
        Assert.Equal((signs / 8) + (2 * numbers), stage.StateBytes);
    }

    [Fact]
    public void What_extra_bytes_says_is_what_is_allocated()
    {
        Network network = Network.Read(Path.Combine(SomeResidual.Root(), "models/lookout.safetensors"));
        byte[][] pictures = SomeResidual.Pictures(network, 200, 3);
        short[] maps = StageMaps.BeforeLast(network, 3, pictures);
        byte[] labels = SomeResidual.Labels(200, 4);
        int length = maps.Length / labels.Length;
        MapReader reader = (sample, map) => maps.AsSpan(sample * length, length).CopyTo(map);
        long before = GC.GetAllocatedBytesForCurrentThread();
        ResidualStage stage = new(network, 3, reader, labels, LossKind.CrossEntropy);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        // Headers of arrays and the objects themselves.
        Assert.InRange(allocated - stage.ExtraBytes - stage.MemoryBytes, 0, 8192);
    }
}
