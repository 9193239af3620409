using Inference;
using Optimizers.Chains;
using Optimizers.Chains.Stages;
using Optimizers.Chains.Stages.Sliced;

namespace Optimizers.Tests.Chains.Stages;

/// <summary>One sample's change by the fast evaluation against the definition: equal in every integer, within the bound, and all samples' together the whole.</summary>
public sealed class SampleChangeTests
{
    [Theory]
    [MemberData(nameof(StageRiskTests.Cases), MemberType = typeof(StageRiskTests))]
    public void A_sample_alone_changes_by_what_a_full_evaluation_of_it_finds(string name, int bits, int limit)
    {
        StagePlan plan = SomeStage.Plan(SomeStage.Shapes[name], 35, limit, 21);
        PlainStage plain = new(plan.Weights, plan.Inputs, plan.Labels, plan.Loss);
        IStageRisk stage = StageRisk.Of(plan, bits);
        ISampleRisk fast = (ISampleRisk)stage;
        SplitMix random = new(22);
        Move move = new(16);
        for (int visit = 0; visit < 4; visit++)
        {
            int block = visit % 2, unit = random.Next(plain.Shape.Units(block));
            fast.Visit(block, unit);
            for (int step = 0; step < 2; step++)
            {
                SomeStage.Fill(move, stage.Weights, block, unit, limit, ref random);
                StageWeights after = stage.Weights.Copy();
                for (int i = 0; i < move.Count; i++)
                    after.Row(block, unit)[move.Index[i]] = move.Value[i];
                long sum = 0;
                for (int sample = 0; sample < 35; sample++)
                {
                    int expected = Loss(after, sample) - Loss(stage.Weights, sample), found = fast.ChangeOf(move, sample);
                    Assert.Equal(expected, found);
                    Assert.InRange(Math.Abs(found), 0, fast.BoundOf(move));
                    sum += found;
                }

                Assert.Equal(sum, fast.Evaluate(move, 0, long.MaxValue));
                fast.Commit();
            }
        }

        int Loss(StageWeights weights, int sample) => Losses.Of(plan.Loss, plain.Logits(weights, sample), plan.Labels[sample], plain.Shape.LogitScale);
    }

    [Theory]
    [InlineData("dense")]
    [InlineData("pooled convolution")]
    public void Looking_at_samples_allocates_nothing(string name)
    {
        StagePlan plan = SomeStage.Plan(SomeStage.Shapes[name], 100, 1, 23);
        IStageRisk stage = StageRisk.Of(plan);
        ISampleRisk risk = (ISampleRisk)stage;
        SplitMix random = new(24);
        Move move = new(16);
        long before = 0;
        for (int i = 0; i < 200; i++)
        {
            if (i == 20)
                before = GC.GetAllocatedBytesForCurrentThread();
            int block = i % 2, unit = random.Next(stage.Shape.Units(block));
            risk.Visit(block, unit);
            SomeStage.Fill(move, stage.Weights, block, unit, 1, ref random);
            risk.BoundOf(move);
            risk.ChangeOf(move, random.Next(100));
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }
}
