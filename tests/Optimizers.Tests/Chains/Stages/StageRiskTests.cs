using Inference;
using Optimizers.Chains.Stages;
using Optimizers.Chains.Stages.Sliced;

namespace Optimizers.Tests.Chains.Stages;

/// <summary>The fast evaluation of moves against the plain one: equal in every integer, whatever the words.</summary>
public sealed class StageRiskTests
{
    public static TheoryData<string, int, int> Cases
    {
        get
        {
            TheoryData<string, int, int> cases = [];
            foreach (string shape in SomeStage.Shapes.Keys)
            {
                foreach (int bits in new[] { 64, 128, 256 })
                {
                    cases.Add(shape, bits, 1);
                    cases.Add(shape, bits, 5);
                }
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Every_move_changes_the_risk_by_what_a_full_evaluation_finds(string name, int bits, int limit)
    {
        StagePlan plan = SomeStage.Plan(SomeStage.Shapes[name], 35, limit, 1);
        PlainStage plain = new(plan.Weights, plan.Inputs, plan.Labels, plan.Loss);
        IStageRisk fast = StageRisk.Of(plan, bits);
        Assert.Equal(plain.RiskOf(0), fast.RiskOf(0));
        SplitMix random = new(2);
        Move move = new(16);
        for (int visit = 0; visit < 12; visit++)
        {
            int block = random.Next(plain.Shape.Blocks), unit = random.Next(plain.Shape.Units(block));
            fast.Visit(block, unit);
            for (int step = 0; step < 6; step++)
            {
                SomeStage.Fill(move, fast.Weights, block, unit, limit, ref random);
                long expected = plain.Evaluate(move, 0, long.MaxValue);
                Assert.Equal(expected, fast.Evaluate(move, 0, long.MaxValue));
                if (random.Chance(0.5))
                {
                    plain.Commit();
                    fast.Commit();
                    Assert.Equal(plain.RiskOf(0), fast.RiskOf(0));
                }
            }
        }
    }

    [Theory]
    [InlineData("dense")]
    [InlineData("small convolution")]
    public void A_million_moves_later_nothing_has_drifted(string name)
    {
        StagePlan plan = SomeStage.Plan(SomeStage.Shapes[name], 12, 1, 3);
        IStageRisk risk = StageRisk.Of(plan);
        SplitMix random = new(4);
        Move move = new(16);
        for (int visit = 0; visit < 5_000; visit++)
        {
            int block = random.Next(risk.Shape.Blocks), unit = random.Next(risk.Shape.Units(block));
            risk.Visit(block, unit);
            for (int step = 0; step < 200; step++)
            {
                SomeStage.Fill(move, risk.Weights, block, unit, 1, ref random);
                risk.Evaluate(move, 0, long.MaxValue);
                if (random.Chance(0.5))
                    risk.Commit();
            }
        }

        Assert.Equal(new PlainStage(risk.Weights, plan.Inputs, plan.Labels, plan.Loss).RiskOf(0), risk.RiskOf(0));
    }

    [Theory]
    [InlineData(LossKind.CrossEntropy)]
    [InlineData(LossKind.ZeroOne)]
    [InlineData(LossKind.Hinge)]
    public void Parts_add_up_under_every_loss(LossKind loss)
    {
        StagePlan plan = SomeStage.Plan(SomeStage.Shapes["dense"], 300, 1, 5, loss, 256);
        PlainStage plain = new(plan.Weights, plan.Inputs, plan.Labels, plan.Loss, 256);
        IStageRisk fast = StageRisk.Of(plan);
        SplitMix random = new(6);
        Move move = new(16);
        for (int step = 0; step < 200; step++)
        {
            int block = random.Next(2), unit = random.Next(plain.Shape.Units(block));
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

    [Fact]
    public void A_move_given_up_early_is_one_above_the_limit()
    {
        StagePlan plan = SomeStage.Plan(SomeStage.Shapes["dense"], 500, 1, 7);
        IStageRisk risk = StageRisk.Of(plan);
        SplitMix random = new(8);
        Move move = new(16);
        int given = 0;
        for (int step = 0; step < 2_000; step++)
        {
            int block = random.Next(2), unit = random.Next(risk.Shape.Units(block));
            risk.Visit(block, unit);
            SomeStage.Fill(move, risk.Weights, block, unit, 1, ref random);
            long exact = risk.Evaluate(move, 0, long.MaxValue);
            long limit = exact - 1 - random.Next(100_000_000);
            long found = risk.Evaluate(move, 0, limit);
            Assert.True(found > limit);
            given += found != exact ? 1 : 0;
            Assert.Equal(exact, risk.Evaluate(move, 0, exact));
            risk.Commit();
        }

        Assert.True(given > 0, "no move was given up early");
    }

    [Theory]
    [InlineData("dense", 64)]
    [InlineData("dense", 256)]
    [InlineData("pooled convolution", 256)]
    public void The_field_is_what_each_flip_alone_would_change(string name, int bits)
    {
        StagePlan plan = SomeStage.Plan(SomeStage.Shapes[name], 300, 1, 9, LossKind.CrossEntropy, 256);
        IStageRisk risk = StageRisk.Of(plan, bits);
        SplitMix random = new(10);
        Move move = new(16);
        for (int visit = 0; visit < 10; visit++)
        {
            int block = random.Next(2), unit = random.Next(risk.Shape.Units(block));
            risk.Visit(block, unit);
            long[] field = new long[risk.Shape.Row(block)];
            ((IFlipField)risk).Field(field);
            for (int i = 0; i < field.Length; i++)
            {
                move.Begin(block, unit);
                move.Add(i, (short)-risk.Weights.Row(block, unit)[i]);
                Assert.Equal(field[i], risk.Evaluate(move, 0, long.MaxValue) + risk.Evaluate(move, 1, long.MaxValue));
            }

            risk.Commit();
        }
    }

    [Theory]
    [InlineData("dense")]
    [InlineData("pooled convolution")]
    public void Nothing_is_allocated_by_visits_and_moves(string name)
    {
        IStageRisk risk = StageRisk.Of(SomeStage.Plan(SomeStage.Shapes[name], 100, 1, 11));
        SplitMix random = new(12);
        Move move = new(16);
        Run(10);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Run(100);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());

        void Run(int visits)
        {
            for (int visit = 0; visit < visits; visit++)
            {
                int block = visit % 2, unit = random.Next(risk.Shape.Units(block));
                risk.Visit(block, unit);
                for (int step = 0; step < 10; step++)
                {
                    SomeStage.Fill(move, risk.Weights, block, unit, 1, ref random);
                    if (risk.Evaluate(move, 0, 10_000) <= 10_000)
                        risk.Commit();
                }
            }
        }
    }
}
