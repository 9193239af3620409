using Inference;
using Optimizers.Chains.Heads;
using Optimizers.Chains.Stages;
using Optimizers.Learning.Memory;
using Optimizers.Learning.Rounds;
using Optimizers.Learning.Tuning;
using Optimizers.Tests.Chains.Residual;

namespace Optimizers.Tests.Learning.Tuning;

/// <summary>What learning holds beside its memory of samples.</summary>
public sealed class TunerMemoryTests
{
    [Theory]
    [InlineData("lookout")]
    [InlineData("lookout-sparse")]
    public void Learning_from_a_full_memory_of_a_shipped_network_takes_a_mebibyte_at_most(string name)
    {
        Network network = Network.Read(Path.Combine(SomeResidual.Root(), $"models/{name}.safetensors"));
        StageEnd end = StageEnd.Of(network, 3);
        byte[][] pictures = SomeResidual.Pictures(network, 300 + AnchorSplit.MostRehearsed, 3);
        List<byte[]> packed = FullMemory(end, pictures[AnchorSplit.MostRehearsed..]);
        int samples = packed.Count;
        packed.AddRange(pictures[..AnchorSplit.MostRehearsed].Select(picture => Packed(end, picture)));
        byte[] labels = SomeResidual.Labels(packed.Count, 9);
        MapPacking packing = end.Memory.Packing;
        MapReader maps = (sample, map) => packing.Unpack(packed[sample], map);
        TunerPlan plan = new LearnerPlan().Chain;
        long before = GC.GetAllocatedBytesForCurrentThread();
        StageTuner tuner = end.Begin(maps, labels, plan, AnchorSplit.MostRehearsed);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.InRange(samples, 100, 250);
        Assert.InRange(allocated, 1, 1024 * 1024);
        Assert.InRange(allocated - tuner.ExtraBytes - tuner.MemoryBytes, 0, 64 * 1024);
    }

    [Fact]
    public void Samples_out_of_the_memory_take_a_byte_a_value_and_give_the_same_logits_as_in_two()
    {
        Network network = SomeResidual.Network(81);
        byte[][] pictures = SomeResidual.Pictures(network, 70, 82);
        short[] exact = StageMaps.BeforeLast(network, 1, pictures), maps = new short[exact.Length];
        MapPacking packing = MapPacking.BeforeLast(network, 1);
        for (int at = 0; at < maps.Length; at += packing.Length)
            packing.Unpack(packing.Pack(exact.AsSpan(at, packing.Length)), maps.AsSpan(at, packing.Length));
        byte[] labels = SomeResidual.Labels(70, 83);
        ResidualStage bytes = new(network, 1, maps, labels, LossKind.CrossEntropy);
        // A value that is no step's middle.
        maps[^1]++;
        ResidualStage shorts = new(network, 1, maps, labels, LossKind.CrossEntropy);
        Assert.Equal(128 * packing.Length, shorts.MemoryBytes - bytes.MemoryBytes);
        int[] one = SomeResidual.Logits(bytes), other = SomeResidual.Logits(shorts);
        Assert.Equal(one[..(69 * SomeResidual.Classes)], other[..(69 * SomeResidual.Classes)]);
        ResidualStageTests.Walk(bytes, 5, 300);
        ResidualStageTests.Walk(shorts, 5, 300);
        one = SomeResidual.Logits(bytes);
        other = SomeResidual.Logits(shorts);
        Assert.Equal(one[..(69 * SomeResidual.Classes)], other[..(69 * SomeResidual.Classes)]);
    }

    /// <summary>The chain's part of a memory of 256 KiB that is full.</summary>
    private static List<byte[]> FullMemory(StageEnd end, byte[][] pictures)
    {
        List<byte[]> kept = [];
        int bytes = 0;
        foreach (byte[] picture in pictures)
        {
            byte[] packed = Packed(end, picture);
            bytes += new LabelledSample(0, 0, LabelSource.Operator, "", 0, 0, packed).Bytes;
            if (bytes > end.Memory.CapacityOf(MemoryPart.Chain))
                break;
            kept.Add(packed);
        }

        Assert.True(kept.Count < pictures.Length, "the memory is not full");
        return kept;
    }

    private static byte[] Packed(StageEnd end, byte[] picture)
    {
        short[] map = new short[end.MapLength];
        end.Map(picture, end.Network.CreateWorkspace(), map);
        return end.Memory.Packing.Pack(map);
    }
}
