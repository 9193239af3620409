using Optimizers.Chains;
using Optimizers.Chains.Laws;
using Optimizers.Chains.Priors;
using Optimizers.Chains.Stages;
using Optimizers.Chains.Stages.Sliced;
using Optimizers.Tests.Chains.Stages;

namespace Optimizers.Tests.Chains;

/// <summary>Where chains have come to, as constants: they must be the same on x64 and on arm64, with or without vector units.</summary>
public sealed class PinnedChainTests
{
    [Fact]
    public void Draws_and_functions_have_the_same_bits_on_every_machine()
    {
        ulong hash = 0xCBF29CE484222325;
        for (uint step = 0; step < 2000; step++)
        {
            RandomStream random = new(77, 3, step);
            foreach (double value in (double[])[random.NextLog(), random.NextStudent(1), random.NextStudent(2.5), ExactMath.Exp(random.NextStudent(1) * 10)])
                hash = (hash ^ BitConverter.DoubleToUInt64Bits(value)) * 0x100000001B3;
        }

        Assert.Equal("4534690b9e091bd7", hash.ToString("x16"));
    }

    [Fact]
    public void A_chain_of_signs_with_delayed_acceptance_comes_to_the_same_weights_on_every_machine()
    {
        TinyStage stage = TinyStage.Make(16, 8, 60, first: 15, scale: 8192);
        SparseFlipPrior prior = new(stage.Start, -0.2);
        Chain chain = new(
            stage.Plain(),
            new ChainPlan(
                [
                    new BlockPlan(17, prior, [new LawShare(new BinLaw(), 2, 2, 8), new LawShare(new BinLaw())], 5),
                    new BlockPlan(8, prior, [new LawShare(new BinLaw())], 3),
                ],
                Schedule.Annealing(0.2, 2, 1500),
                1500,
                50,
                8),
            2024,
            1);
        for (int i = 0; i < 3000; i++)
            chain.Step();
        Assert.Equal("31ade678e5bccda0", ChainHash.Of(chain).ToString("x16"));
    }

    [Fact]
    public void A_chain_of_steps_births_and_jumps_comes_to_the_same_weights_on_every_machine()
    {
        TinyStage stage = TinyStage.Make(8, 5, 50, scale: 8192);
        WeightGroups groups = WeightGroups.Single(5);
        StudentSlab slab = new(1, 0.5, 0.25, 60);
        SpikeAndSlabPrior exit = new(groups, slab, -0.5);
        Chain chain = new(
            stage.Plain(),
            new ChainPlan(
                [
                    new BlockPlan(9, new StudentPrior(1, 0.1, 0.05, 1000), [new LawShare(new StudentLaw(1, 3, 1000), 1, 2, 9)], 5),
                    new BlockPlan(5, exit, [new LawShare(new BirthDeathLaw(groups, slab), 3), new LawShare(new SwapLaw(groups)), new LawShare(new StudentLaw(1, 2, 60, true))], 5),
                ],
                Schedule.Constant(1),
                500,
                100,
                4)
            {
                Units = new UnitPlan(UnitPrior.Geometric(5, 0.3), 0.2, exit.LogEmpty(2)),
            },
            2025,
            2);
        for (int i = 0; i < 3000; i++)
            chain.Step();
        Assert.InRange(chain.JumpsAccepted, 1, chain.JumpsProposed);
        Assert.Equal("346c53ceadc28fef", ChainHash.Of(chain).ToString("x16"));
    }

    [Fact]
    public void A_chain_of_informed_flips_comes_to_the_same_weights_on_every_machine()
    {
        TinyStage stage = TinyStage.Make(4, 2, 30);
        Chain chain = new(
            new EnumeratedRisk(stage, new StateSpace(stage.Start, [5, 2], [[-1, 1], [-1, 1]])),
            new ChainPlan(
                [
                    new BlockPlan(5, new SparseFlipPrior(stage.Start, -0.1), [new LawShare(new InformedLaw(5, Balance.Root)), new LawShare(new InformedLaw(5, Balance.Barker))], 5),
                    new BlockPlan(2, new UniformPrior(), [new LawShare(new RejectionFreeLaw(2), 1, 6)], 2),
                ],
                Schedule.Constant(1.3),
                0,
                10,
                5),
            2026,
            3);
        for (int i = 0; i < 5000; i++)
            chain.Step();
        Assert.Equal("edb64416cdd6b8f9", ChainHash.Of(chain).ToString("x16"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(64)]
    [InlineData(128)]
    [InlineData(256)]
    public void A_chain_on_planes_of_bits_comes_to_the_same_weights_whatever_the_words(int bits)
    {
        StagePlan plan = SomeStage.Plan(SomeStage.Shapes["pooled convolution"], 300, 1, 21, LossKind.CrossEntropy, 256) with { LargestBias = 1 };
        Chain chain = new(
            StageRisk.Of(plan, bits),
            new ChainPlan(
                [
                    new BlockPlan(19, new UniformPrior(), [new LawShare(new BinLaw(), 1, 1, 6), new LawShare(new InformedLaw(19, Balance.Root), 0.2)], 9),
                    new BlockPlan(13, new UniformPrior(), [new LawShare(new BinLaw())], 7),
                ],
                Schedule.Annealing(0.05, 0.5, 400),
                400,
                50,
                8),
            2027,
            4);
        for (int i = 0; i < 1000; i++)
            chain.Step();
        Assert.Equal("48e4a26810c1ab61", ChainHash.Of(chain).ToString("x16"));
    }
}
