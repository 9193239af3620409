using Inference;
using Optimizers.Chains.Heads;
using Optimizers.Chains.Stages;
using Optimizers.Learning.Memory;
using Optimizers.Tests.Chains.Residual;

namespace Optimizers.Tests.Learning.Memory;

public sealed class MapPackingTests
{
    private static readonly short[] Thresholds = [0, short.MinValue, short.MaxValue, -77];

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(10)]
    public void What_is_unpacked_has_the_signs_and_is_half_a_step_away_at_most(int shift)
    {
        SplitMix random = new((ulong)shift);
        MapPacking packing = new(64, Thresholds, shift);
        for (int round = 0; round < 300; round++)
        {
            short[] map = SomeMemory.Map(ref random, 64, 1 << random.Next(16));
            if (round % 3 == 0)
                (map[0], map[1], map[2], map[6], map[9]) = (short.MaxValue, short.MaxValue, short.MinValue, short.MaxValue, short.MinValue);
            byte[] packed = packing.Pack(map);
            short[] back = new short[64];
            packing.Unpack(packed, back);
            for (int i = 0; i < map.Length; i++)
            {
                Assert.InRange(Math.Abs(map[i] - back[i]), 0, 1 << shift >> 1);
                Assert.Equal(map[i] < Thresholds[i % 4], back[i] < Thresholds[i % 4]);
            }

            Assert.Equal(packed, packing.Pack(back));
        }
    }

    [Fact]
    public void Bytes_that_are_cut_or_added_are_refused()
    {
        SplitMix random = new(3);
        MapPacking packing = new(64, Thresholds);
        byte[] packed = packing.Pack(SomeMemory.Map(ref random, 64));
        short[] map = new short[64];
        for (int length = 0; length < packed.Length; length++)
            Assert.Throws<InvalidDataException>(() => packing.Unpack(packed.AsSpan(0, length), map));
        Assert.Throws<InvalidDataException>(() => packing.Unpack([.. packed, 0], map));
        packed[0] = 18;
        Assert.Throws<InvalidDataException>(() => packing.Unpack(packed, map));
        Assert.Throws<ArgumentException>(() => packing.Unpack(packed, new short[63]));
        Assert.Throws<ArgumentException>(() => new MapPacking(63, Thresholds));
    }

    [Fact]
    public void On_the_shipped_network_step_1_gives_the_same_logits_and_the_step_of_the_memory_nearly_the_same_answers()
    {
        Network network = Network.Read(Path.Combine(SomeResidual.Root(), "models/lookout.safetensors"));
        byte[][] pictures = SomeResidual.Pictures(network, 200, 8);
        short[] maps = StageMaps.BeforeLast(network, 3, pictures);
        int[] exact = Logits(network, maps);
        Assert.Equal(exact, Logits(network, Through(network, maps, 0)));
        int[] rounded = Logits(network, Through(network, maps, MapPacking.DefaultShift));
        int changed = Enumerable.Range(0, 200).Count(i => Answer(exact, i) != Answer(rounded, i));
        // Such pictures are none that the network was trained on: many lie at the edge between two classes.
        Assert.InRange(changed, 0, 10);
    }

    private static int[] Logits(Network network, short[] maps) =>
        SomeResidual.Logits(new ResidualStage(network, 3, maps, SomeResidual.Labels(200, 5), LossKind.CrossEntropy));

    private static short[] Through(Network network, short[] maps, int shift)
    {
        MapPacking packing = MapPacking.BeforeLast(network, 3, shift);
        short[] back = new short[maps.Length];
        for (int at = 0; at < maps.Length; at += packing.Length)
            packing.Unpack(packing.Pack(maps.AsSpan(at, packing.Length)), back.AsSpan(at, packing.Length));
        return back;
    }

    private static int Answer(int[] logits, int sample)
    {
        ReadOnlySpan<int> own = logits.AsSpan(sample * SomeResidual.Classes, SomeResidual.Classes);
        return own[0] >= own[1] && own[0] >= own[2] ? 0 : own[1] >= own[2] ? 1 : 2;
    }
}
