using Inference;
using Optimizers.Chains;
using Optimizers.Chains.Laws;
using Optimizers.Chains.Priors;
using Optimizers.Chains.Stages;
using Optimizers.Chains.Stages.Sliced;

namespace Optimizers.Tests.Chains.Stages;

/// <summary>Stages of two layers, by sums kept of the second, against the plain evaluation: equal in every integer, whatever the words.</summary>
public sealed class DeepStageTests
{
    public static TheoryData<string, int, int> Cases
    {
        get
        {
            TheoryData<string, int, int> cases = [];
            foreach (string shape in SomeStage.DeepShapes.Keys)
            {
                cases.Add(shape, 64, 1);
                cases.Add(shape, 128, 5);
                cases.Add(shape, 256, 1);
                cases.Add(shape, 256, 5);
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Every_move_changes_the_risk_by_what_a_full_evaluation_finds(string name, int bits, int limit)
    {
        StagePlan plan = SomeStage.Plan(SomeStage.DeepShapes[name], 13, limit, 1);
        PlainStage plain = new(plan.Weights, plan.Inputs, plan.Labels, plan.Loss);
        IStageRisk fast = StageRisk.Of(plan, bits);
        Assert.Equal(plain.RiskOf(0), fast.RiskOf(0));
        SplitMix random = new(2);
        Move move = new(16);
        int changed = 0;
        for (int visit = 0; visit < 24; visit++)
        {
            int block = random.Next(3), unit = random.Next(plain.Shape.Units(block));
            fast.Visit(block, unit);
            for (int step = 0; step < 4; step++)
            {
                SomeStage.Fill(move, fast.Weights, block, unit, limit, ref random);
                long expected = plain.Evaluate(move, 0, long.MaxValue);
                Assert.Equal(expected, fast.Evaluate(move, 0, long.MaxValue));
                changed += block == 0 && expected != 0 ? 1 : 0;
                if (random.Chance(0.5))
                {
                    plain.Commit();
                    fast.Commit();
                    Assert.Equal(plain.RiskOf(0), fast.RiskOf(0));
                }
            }
        }

        Assert.True(changed > 0, "no move of the first layer reached the exit");
        AssertLogits(plain, fast);
    }

    [Theory]
    [InlineData("dense, dense")]
    [InlineData("1 x 1, strided")]
    public void Forty_thousand_moves_later_nothing_has_drifted(string name)
    {
        StagePlan plan = SomeStage.Plan(SomeStage.DeepShapes[name], 12, 1, 3);
        IStageRisk risk = StageRisk.Of(plan);
        Walk(risk, new Move(16), 200, 200, 4);
        PlainStage plain = new(risk.Weights, plan.Inputs, plan.Labels, plan.Loss);
        Assert.Equal(plain.RiskOf(0), risk.RiskOf(0));
        AssertLogits(plain, risk);
    }

    [Theory]
    [InlineData("dense, dense", LossKind.CrossEntropy)]
    [InlineData("dense, dense", LossKind.ZeroOne)]
    [InlineData("pooled convolution, dense", LossKind.Hinge)]
    public void Parts_add_up_under_every_loss(string name, LossKind loss)
    {
        StagePlan plan = SomeStage.Plan(SomeStage.DeepShapes[name], 300, 1, 5, loss, 256);
        PlainStage plain = new(plan.Weights, plan.Inputs, plan.Labels, plan.Loss, 256);
        IStageRisk fast = StageRisk.Of(plan);
        Assert.Equal((256, 44), (fast.SamplesOf(0), fast.SamplesOf(1)));
        SplitMix random = new(6);
        Move move = new(16);
        for (int step = 0; step < 150; step++)
        {
            int block = random.Next(3), unit = random.Next(plain.Shape.Units(block));
            fast.Visit(block, unit);
            SomeStage.Fill(move, fast.Weights, block, unit, 1, ref random);
            for (int part = 0; part < 2; part++)
            {
                Assert.Equal(plain.RiskOf(part), fast.RiskOf(part));
                Assert.Equal(plain.Evaluate(move, part, long.MaxValue), fast.Evaluate(move, part, long.MaxValue));
            }

            plain.Commit();
            fast.Commit();
        }
    }

    [Theory]
    [InlineData("dense, dense")]
    [InlineData("pooled, pooled")]
    public void A_move_given_up_early_is_one_above_the_limit(string name)
    {
        IStageRisk risk = StageRisk.Of(SomeStage.Plan(SomeStage.DeepShapes[name], 200, 1, 7));
        SplitMix random = new(8);
        Move move = new(16);
        int given = 0;
        for (int step = 0; step < 500; step++)
        {
            int unit = random.Next(risk.Shape.Units(0));
            risk.Visit(0, unit);
            SomeStage.Fill(move, risk.Weights, 0, unit, 1, ref random);
            long exact = risk.Evaluate(move, 0, long.MaxValue);
            long limit = exact - 1 - random.Next(20_000_000);
            long found = risk.Evaluate(move, 0, limit);
            Assert.True(found > limit);
            given += found != exact ? 1 : 0;
            Assert.Equal(exact, risk.Evaluate(move, 0, exact));
            risk.Commit();
        }

        Assert.True(given > 0, "no move was given up early");
    }

    [Theory]
    [InlineData("dense, dense", 200)]
    [InlineData("1 x 1, strided", 60)]
    public void A_chain_is_the_one_on_the_plain_stage_whatever_the_words(string name, int steps)
    {
        StageShape shape = SomeStage.DeepShapes[name];
        StagePlan plan = SomeStage.Plan(shape, 270, 1, 21, LossKind.CrossEntropy, 256) with { LargestBias = 1 };
        Chain plain = new(new PlainStage(plan.Weights, plan.Inputs, plan.Labels, plan.Loss, plan.First), ChainPlan(shape, steps), 2027, 4);
        StepInfo[] expected = [.. Enumerable.Range(0, steps).Select(_ => plain.Step())];
        Assert.InRange(plain.Accepted(0, 0), 1, plain.Proposed(0, 0) - 1);
        foreach (int bits in new[] { 0, 64, 128, 256 })
        {
            Chain fast = new(StageRisk.Of(plan, bits), ChainPlan(shape, steps), 2027, 4);
            Assert.Equal(expected, Enumerable.Range(0, steps).Select(_ => fast.Step()));
            Assert.Equal(ChainHash.Of(plain), ChainHash.Of(fast));
        }
    }

    [Theory]
    [InlineData("dense, dense")]
    [InlineData("pooled, pooled")]
    public void Nothing_is_allocated_by_visits_and_moves(string name)
    {
        IStageRisk risk = StageRisk.Of(SomeStage.Plan(SomeStage.DeepShapes[name], 100, 1, 11));
        Move move = new(16);
        Walk(risk, move, 30, 10, 12);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Walk(risk, move, 100, 10, 13);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void Outputs_are_those_of_the_second_layer()
    {
        StagePlan plan = SomeStage.Plan(SomeStage.DeepShapes["pooled, pooled"], 20, 1, 14);
        IStageRisk risk = StageRisk.Of(plan);
        Walk(risk, new Move(16), 30, 10, 15);
        LayerShape first = risk.Shape.Layers[0], second = risk.Shape.Layers[1];
        sbyte[] found = new sbyte[20 * second.OutputHeight * second.OutputWidth * second.Units];
        risk.CopyOutputs(found);
        sbyte[] between = Outputs(risk, 0, first, plan.Inputs), expected = Outputs(risk, 1, second, between);
        Assert.Equal(expected, found);
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        StageShape three = new(false, [new(1, 1, 5, 1, 1, 4), new(1, 1, 4, 1, 1, 4), new(1, 1, 4, 1, 1, 4)], 1, 3, 256);
        ArgumentException fault = Assert.Throws<ArgumentException>(() => StageRisk.Of(SomeStage.Plan(three, 4, 1, 1)));
        Assert.Contains("found a stage of 3 layers, expected one or two layers", fault.Message, StringComparison.Ordinal);
        StageShape apart = new(false, [new(4, 4, 2, 3, 1, 4), new(4, 2, 8, 1, 1, 4)], 1, 3, 256);
        fault = Assert.Throws<ArgumentException>(() => StageRisk.Of(SomeStage.Plan(apart, 4, 1, 1)));
        Assert.Contains("found a layer on 4×2×8 after one that gives 4×4×4", fault.Message, StringComparison.Ordinal);
        StageShape large = new(false, [new(1, 1, 2, 1, 1, 70_000), new(1, 1, 70_000, 1, 1, 1)], 1, 3, 256);
        fault = Assert.Throws<ArgumentException>(() => StageRisk.Of(SomeStage.Plan(large, 4, 1, 1)));
        Assert.Contains("found sums of 17 bits", fault.Message, StringComparison.Ordinal);
    }

    /// <summary>The signs of a layer, from a one-layer stage with its weights.</summary>
    private static sbyte[] Outputs(IStageRisk risk, int layer, LayerShape shape, sbyte[] inputs)
    {
        StageWeights weights = new(new StageShape(false, [shape], 1, 2, 256));
        risk.Weights.Block(layer).CopyTo(weights.Block(0));
        sbyte[] outputs = new sbyte[20 * shape.OutputHeight * shape.OutputWidth * shape.Units];
        StageRisk.Of(new StagePlan(weights, inputs, new byte[20], LargestBias: 8)).CopyOutputs(outputs);
        return outputs;
    }

    private static ChainPlan ChainPlan(StageShape shape, int steps) => new(
        [
            new BlockPlan(shape.Row(0), new UniformPrior(), [new LawShare(new BinLaw(), 1, 1, 6)], 9),
            new BlockPlan(shape.Row(1), new UniformPrior(), [new LawShare(new BinLaw(), 1, 1, 6)], 9),
            new BlockPlan(shape.Row(2), new UniformPrior(), [new LawShare(new BinLaw())], 7),
        ],
        Schedule.Annealing(0.02, 0.2, steps / 2),
        steps / 2,
        10,
        4);

    private static void AssertLogits(PlainStage plain, IStageRisk fast)
    {
        int[] logits = new int[fast.Samples * fast.Shape.Classes];
        fast.CopyLogits(logits);
        for (int s = 0; s < fast.Samples; s++)
            Assert.Equal(plain.Logits(fast.Weights, s).ToArray(), logits.AsSpan(s * fast.Shape.Classes, fast.Shape.Classes).ToArray());
    }

    private static void Walk(IStageRisk risk, Move move, int visits, int moves, ulong seed)
    {
        SplitMix random = new(seed);
        for (int visit = 0; visit < visits; visit++)
        {
            int block = random.Next(3), unit = random.Next(risk.Shape.Units(block));
            risk.Visit(block, unit);
            for (int step = 0; step < moves; step++)
            {
                SomeStage.Fill(move, risk.Weights, block, unit, 1, ref random);
                if (risk.Evaluate(move, 0, 1_000_000) <= 1_000_000)
                    risk.Commit();
            }
        }
    }
}
