using Inference;
using Inference.Format;
using Optimizers.Chains.Heads;
using Optimizers.Chains.Stages;

namespace Optimizers.Tests.Chains.Residual;

public sealed class ResidualStageTests
{
    /// <summary>Kernel, channels, times, grid, multiplier, weight, shift: sums that saturate, wide weights, logits that leave 32 bits.</summary>
    public static TheoryData<int, int, int, int, int, int, int> Shapes => new()
    {
        { 3, 12, 1, 2, 3000, 3000, 8 },
        { 3, 70, 1, 4, 30000, 3000, 8 },
        { 1, 12, 2, 1, 3000, 32000, 6 },
        { 3, 5, 4, 8, 100000, 32767, 0 },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void After_many_moves_logits_are_those_of_the_engine(int kernel, int channels, int times, int grid, int multiplier, int weight, int shift)
    {
        Network network = SomeResidual.Network(1, kernel, channels, times, grid, multiplier, weight, shift);
        byte[][] pictures = SomeResidual.Pictures(network, 70, 2);
        ResidualStage stage = SomeResidual.Stage(network, pictures, first: 20);
        Assert.Equal(SomeResidual.EngineLogits(network.Definition, pictures), SomeResidual.Logits(stage));
        Walk(stage, 3, 2000);
        int[] engine = SomeResidual.EngineLogits(stage.Export(), pictures);
        Assert.Equal(engine, SomeResidual.Logits(stage));
        Assert.Equal(SomeResidual.Risk(engine, SomeResidual.Labels(70, 5), LossKind.CrossEntropy), SomeResidual.Risk(stage));
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Vectors_do_what_the_definition_does(int kernel, int channels, int times, int grid, int multiplier, int weight, int shift)
    {
        Network network = SomeResidual.Network(4, kernel, channels, times, grid, multiplier, weight, shift);
        byte[][] pictures = SomeResidual.Pictures(network, 9, 5);
        foreach (LossKind loss in channels > 64 ? [LossKind.CrossEntropy] : Enum.GetValues<LossKind>())
        {
            ResidualStage fast = SomeResidual.Stage(network, pictures, loss, 3), plain = SomeResidual.Stage(network, pictures, loss, 3, isPlain: true);
            SplitMix random = new(6);
            Move move = SomeResidual.Move(fast);
            for (int visit = 0; visit < 8; visit++)
            {
                (int block, int unit) = SomeResidual.Visit(ref random, fast);
                plain.Visit(block, unit);
                Assert.Equal(plain.Row, fast.Row);
                for (int i = 0; i < 4; i++)
                {
                    SomeResidual.Fill(ref random, fast, move, block, unit);
                    for (int part = 0; part < 2; part++)
                        Assert.Equal(plain.Evaluate(move, part, long.MaxValue), fast.Evaluate(move, part, long.MaxValue));
                    if (random.Chance(0.5))
                    {
                        fast.Commit();
                        plain.Commit();
                    }
                }
            }

            Assert.Equal(SomeResidual.Logits(plain), SomeResidual.Logits(fast));
        }
    }

    [Fact]
    public void A_hundred_thousand_moves_leave_no_drift()
    {
        Network network = SomeResidual.Network(7);
        byte[][] pictures = SomeResidual.Pictures(network, 60, 8);
        ResidualStage stage = SomeResidual.Stage(network, pictures);
        for (int round = 0; round < 10; round++)
        {
            Walk(stage, 9 + (ulong)round, 10_000);
            ResidualStage again = SomeResidual.Stage(new Network(stage.Export()), pictures);
            Assert.Equal(SomeResidual.Logits(again), SomeResidual.Logits(stage));
            Assert.Equal(again.RiskOf(0), stage.RiskOf(0));
        }
    }

    [Fact]
    public void A_change_is_exact_within_its_limit_and_above_it_otherwise()
    {
        Network network = SomeResidual.Network(10);
        ResidualStage stage = SomeResidual.Stage(network, SomeResidual.Pictures(network, 300, 11), first: 100);
        SplitMix random = new(12);
        Move move = SomeResidual.Move(stage);
        int cut = 0;
        for (int i = 0; i < 500; i++)
        {
            (int block, int unit) = SomeResidual.Visit(ref random, stage);
            SomeResidual.Fill(ref random, stage, move, block, unit);
            for (int part = 0; part < 2; part++)
            {
                long exact = stage.Evaluate(move, part, long.MaxValue);
                Assert.Equal(exact, stage.Evaluate(move, part, exact));
                long limit = exact - 1 - random.Next(1 << 20), found = stage.Evaluate(move, part, limit);
                Assert.InRange(found, limit + 1, exact);
                cut += found < exact ? 1 : 0;
                long loose = exact + random.Next(1 << 20);
                Assert.Equal(exact, stage.Evaluate(move, part, loose));
            }
        }

        Assert.InRange(cut, 10, 1000);
    }

    [Fact]
    public void A_sample_that_counts_three_times_is_three_samples_and_one_of_the_other_part_that_counts_twice_is_two()
    {
        Network network = SomeResidual.Network(13);
        byte[][] pictures = SomeResidual.Pictures(network, 100, 14);
        byte[] labels = SomeResidual.Labels(100, 15);
        short[] maps = StageMaps.BeforeLast(network, 1, pictures);
        short[] place = maps[..(maps.Length * 7 / 10)], rest = maps[place.Length..];
        ResidualStage weighted = new(network, 1, maps, labels, LossKind.CrossEntropy, first: 70, weights: new PartWeights(3, 2));
        ResidualStage repeated = new(network, 1, [.. place, .. place, .. place, .. rest, .. rest], [.. labels[..70], .. labels[..70], .. labels[..70], .. labels[70..], .. labels[70..]], LossKind.CrossEntropy, first: 210);
        SplitMix random = new(16);
        Move move = SomeResidual.Move(weighted), same = SomeResidual.Move(repeated);
        for (int i = 0; i < 300; i++)
        {
            (int block, int unit) = SomeResidual.Visit(ref random, weighted);
            repeated.Visit(block, unit);
            SplitMix again = random;
            SomeResidual.Fill(ref random, weighted, move, block, unit);
            SomeResidual.Fill(ref again, repeated, same, block, unit);
            for (int part = 0; part < 2; part++)
            {
                long exact = repeated.Evaluate(same, part, long.MaxValue);
                Assert.Equal(exact, weighted.Evaluate(move, part, long.MaxValue));
                Assert.Equal(exact, weighted.Evaluate(move, part, exact));
                Assert.InRange(weighted.Evaluate(move, part, exact - 1), exact, long.MaxValue);
            }

            _ = weighted.Evaluate(move, 0, long.MaxValue) + weighted.Evaluate(move, 1, long.MaxValue);
            weighted.Commit();
            repeated.Commit();
            Assert.Equal((repeated.RiskOf(0), repeated.RiskOf(1)), (weighted.RiskOf(0), weighted.RiskOf(1)));
        }
    }

    [Fact]
    public void Parts_sum_to_the_whole()
    {
        Network network = SomeResidual.Network(13);
        byte[][] pictures = SomeResidual.Pictures(network, 300, 14);
        ResidualStage whole = SomeResidual.Stage(network, pictures), parts = SomeResidual.Stage(network, pictures, first: 257);
        Assert.Equal((257, 43), (parts.SamplesOf(0), parts.SamplesOf(1)));
        Assert.Equal(whole.RiskOf(0), parts.RiskOf(0) + parts.RiskOf(1));
        SplitMix random = new(15);
        Move move = SomeResidual.Move(whole);
        for (int i = 0; i < 300; i++)
        {
            (int block, int unit) = SomeResidual.Visit(ref random, whole);
            parts.Visit(block, unit);
            SomeResidual.Fill(ref random, whole, move, block, unit);
            long change = whole.Evaluate(move, 0, long.MaxValue);
            Assert.Equal(change, parts.Evaluate(move, 0, long.MaxValue) + parts.Evaluate(move, 1, long.MaxValue));
            whole.Commit();
            parts.Commit();
        }
    }

    [Fact]
    public void Only_a_move_evaluated_to_its_end_can_be_committed()
    {
        Network network = SomeResidual.Network(16);
        ResidualStage stage = SomeResidual.Stage(network, SomeResidual.Pictures(network, 30, 17), first: 10);
        Move move = new(8);
        stage.Visit(0, 3);
        move.Begin(0, 3);
        move.Add(5, (short)-stage.Row[5]);
        Assert.Throws<InvalidOperationException>(stage.Commit);
        stage.Evaluate(move, 0, long.MaxValue);
        Assert.Throws<InvalidOperationException>(stage.Commit);
        stage.Evaluate(move, 1, -stage.RiskOf(1) - 1);
        Assert.Throws<InvalidOperationException>(stage.Commit);
        stage.Evaluate(move, 1, long.MaxValue);
        short before = stage.Row[5];
        stage.Commit();
        Assert.Equal(-before, stage.Row[5]);
        Assert.Throws<InvalidOperationException>(stage.Commit);
    }

    [Fact]
    public void Visits_and_moves_allocate_nothing()
    {
        Network network = SomeResidual.Network(18);
        ResidualStage stage = SomeResidual.Stage(network, SomeResidual.Pictures(network, 30, 19));
        Walk(stage, 20, 500);
        Move move = SomeResidual.Move(stage);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Walk(stage, 21, 500, move);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Other_ends_of_stages_and_wrong_lengths_are_refused()
    {
        Network network = SomeResidual.Network(22);
        short[] maps = StageMaps.BeforeLast(network, 1, SomeResidual.Pictures(network, 2, 23));
        Assert.Throws<ArgumentException>(() => new ResidualStage(network, 1, maps.AsSpan(1), [0, 1], LossKind.Hinge));
        Assert.Throws<ArgumentException>(() => new ResidualStage(network, 1, maps, [0, 3], LossKind.Hinge));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ResidualStage(network, 2, maps, [0, 1], LossKind.Hinge));
        StageDefinition only = network.Definition.Stages[0];
        Network shorter = new(network.Definition with
        {
            Stages = [only with { Layers = [only.Layers[0]], Exit = (LinearExitDefinition)only.Exit }],
        });
        Assert.Throws<ArgumentException>(() => new ResidualStage(shorter, 1, maps, [0, 1], LossKind.Hinge));
        Assert.Throws<ArgumentException>(() => StageMaps.BeforeLast(shorter, 1, []));
    }

    /// <summary>Moves, half of which are committed.</summary>
    internal static void Walk(ResidualStage stage, ulong seed, int moves, Move? move = null)
    {
        SplitMix random = new(seed);
        move ??= SomeResidual.Move(stage);
        (int block, int unit) = (0, 0);
        for (int i = 0; i < moves; i++)
        {
            if (i % 8 == 0)
                (block, unit) = SomeResidual.Visit(ref random, stage);
            SomeResidual.Fill(ref random, stage, move, block, unit);
            for (int part = 0; part < stage.Parts; part++)
                stage.Evaluate(move, part, long.MaxValue);
            if (random.Chance(0.5))
                stage.Commit();
        }
    }
}
