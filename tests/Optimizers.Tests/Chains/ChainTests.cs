using Optimizers.Chains;
using Optimizers.Chains.Laws;
using Optimizers.Chains.Priors;
using Optimizers.Chains.Stages;
using Optimizers.Tests.Chains.Stages;

namespace Optimizers.Tests.Chains;

public sealed class ChainTests
{
    internal static readonly TinyStage Stage = TinyStage.Make(12, 6, 40, first: 10);

    /// <summary>A phase goes on with the size that the one before ended with, which may be the largest.</summary>
    [Fact]
    public void A_size_that_begins_at_its_largest_falls_where_moves_are_refused()
    {
        LawState state = new(new LawShare(new BinLaw(), 1, 16, 16));
        for (int i = 0; i < 640; i++)
            state.Count(isAccepted: false, isBurnIn: true);
        Assert.InRange(state.Size, 1, 4);
        state.Count(isAccepted: false, isBurnIn: false);
        LawState still = new(new LawShare(new BinLaw(), 1, 16));
        for (int i = 0; i < 640; i++)
            still.Count(isAccepted: false, isBurnIn: true);
        Assert.Equal(16, still.Size);
    }

    [Fact]
    public void Chains_of_a_seed_differ_and_do_not_depend_on_the_threads()
    {
        ChainSet one = new(3, i => Make(Stage.Plain(), 5, i)), three = new(3, i => Make(Stage.Plain(), 5, i));
        one.Run(300, 1, TestContext.Current.CancellationToken);
        three.Run(300, 3, TestContext.Current.CancellationToken);
        Assert.Equal(one.Chains.Select(ChainHash.Of), three.Chains.Select(ChainHash.Of));
        Assert.Equal(3, one.Chains.Select(ChainHash.Of).Distinct().Count());
    }

    [Fact]
    public void Sizes_go_to_the_wanted_acceptance_in_burn_in_and_are_frozen_after()
    {
        // λ = 0: what the prior does not mind is all accepted, so that sizes go up to the most; what it forbids never: down to 1.
        Assert.Equal(8, Adapted(new UniformPrior()));
        Assert.Equal(1, Adapted(new SparseFlipPrior(Stage.Start, -1000)));
        Chain chain = new(Stage.Plain(), Sized(new UniformPrior(), 0.3, 2000), 3, 0);
        for (int i = 0; i < 2000; i++)
            chain.Step();
        int size = chain.Size(0, 0);
        for (int i = 0; i < 2000; i++)
        {
            chain.Step();
            Assert.Equal(size, chain.Size(0, 0));
        }
    }

    [Fact]
    public void Counts_and_changes_add_up()
    {
        Chain chain = Make(Stage.Plain(), 9, 0);
        long risk = chain.Risk, accepted = 0;
        for (int i = 0; i < 1000; i++)
        {
            StepInfo info = chain.Step();
            Assert.True(info.Accepted || info.Change == 0);
            risk += info.Change;
            accepted += info.Accepted ? 1 : 0;
            Assert.Equal(risk, chain.Risk);
        }

        Assert.Equal(1000, chain.Proposed(0, 0) + chain.Proposed(0, 1) + chain.Proposed(1, 0));
        Assert.Equal(accepted, chain.Accepted(0, 0) + chain.Accepted(0, 1) + chain.Accepted(1, 0));
        Assert.InRange(accepted, 50, 950);
    }

    [Fact]
    public void Samples_are_the_last_ones_after_burn_in()
    {
        ChainPlan plan = Plan() with { BurnIn = 100, KeepEvery = 7, Keep = 3 };
        Chain chain = new(Stage.Plain(), plan, 1, 0);
        List<short[]> wanted = [];
        for (int step = 1; step <= 150; step++)
        {
            chain.Step();
            if (step > 100 && (step - 100) % 7 == 0)
                wanted.Add(chain.Weights.Block(0).ToArray());
        }

        Assert.Equal(3, chain.SampleCount);
        for (int i = 0; i < 3; i++)
            Assert.Equal(wanted[wanted.Count - 3 + i], chain.Sample(i).Block(0).ToArray());
    }

    [Fact]
    public void Lambda_is_constant_or_grows_by_a_factor()
    {
        Schedule annealing = Schedule.Annealing(0.25, 4, 1000);
        Assert.Equal(0.25, annealing.At(0));
        Assert.Equal(1, annealing.At(500), 1e-12);
        Assert.Equal(4, annealing.At(1000));
        Assert.Equal(4, annealing.At(2000));
        Assert.Equal(2.5, Schedule.Constant(2.5).At(0));
    }

    [Fact]
    public void Annealing_goes_down_the_risk()
    {
        Chain chain = new(Stage.Plain(), Plan() with { Schedule = Schedule.Annealing(0.05, 20, 2000) }, 2, 0);
        long before = chain.Risk;
        for (int i = 0; i < 2200; i++)
            chain.Step();
        Assert.InRange(chain.Risk, 0, before / 2);
        Assert.Equal(20, chain.Lambda);
    }

    [Fact]
    public void A_step_allocates_nothing()
    {
        StateSpace space = new(TinyStage.Make(3, 2, 6).Start, [3, 2], [[-1, 0, 1], [-1, 0, 1]]);
        EnumeratedRisk table = new(TinyStage.Make(3, 2, 6), space);
        WeightGroups groups = WeightGroups.Single(2);
        SpikeAndSlabPrior exit = new(groups, new SignSlab(), 0);
        Chain chain = new(
            table,
            new ChainPlan(
                [
                    new BlockPlan(3, new StudentPrior(1, 1, 1, 1), [new LawShare(new StudentLaw(1, 1, 1))], 3),
                    new BlockPlan(2, exit, [new LawShare(new BirthDeathLaw(groups, new SignSlab())), new LawShare(new SwapLaw(groups)), new LawShare(new ValueFlipLaw())], 3),
                ],
                Schedule.Annealing(0.1, 1, 500),
                100,
                5,
                4)
            {
                Units = new UnitPlan(UnitPrior.Uniform(2), 0.2, exit.LogEmpty(2)),
            },
            1,
            0);
        Chain signs = Make(Stage.Plain(), 1, 0);
        TinyStage two = TinyStage.Make(3, 2, 6);
        Chain informed = new(
            new EnumeratedRisk(two, new StateSpace(two.Start, [3, 2], [[-1, 1], [-1, 1]])),
            new ChainPlan(
                [new BlockPlan(3, new UniformPrior(), [new LawShare(new InformedLaw(3, Balance.Root)), new LawShare(new RejectionFreeLaw(3), 1, 4)], 3), BlockPlan.Fixed],
                Schedule.Constant(1)),
            1,
            0);
        Run(300);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Run(1000);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Run(int steps)
        {
            for (int i = 0; i < steps; i++)
            {
                chain.Step();
                signs.Step();
                informed.Step();
            }
        }
    }

    [Theory]
    [InlineData("dense")]
    [InlineData("convolution")]
    [InlineData("pooled convolution")]
    public void A_step_over_planes_allocates_nothing(string name)
    {
        StageShape shape = SomeStage.Shapes[name];
        BlockPlan[] blocks = [.. Enumerable.Range(0, 2).Select(block =>
            new BlockPlan(shape.Row(block), new UniformPrior(), [new LawShare(new BinLaw()), new LawShare(new BinLaw(), 1, 4, 8)], 20))];
        Chain chain = new(StageRisk.Of(SomeStage.Plan(shape, 600, 1, 13, LossKind.CrossEntropy, 256)), new ChainPlan(blocks, Schedule.Constant(0.01), 500, 50, 3), 1, 0);
        Run(300);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Run(3000);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.All([0, 1], block => Assert.InRange(chain.Accepted(block, 0), 1, chain.Proposed(block, 0) - 1));

        void Run(int steps)
        {
            for (int i = 0; i < steps; i++)
                chain.Step();
        }
    }

    [Fact]
    public void A_plan_that_does_not_fit_is_refused_with_the_reason()
    {
        BlockPlan block = Plan().Blocks[0], exit = Plan().Blocks[1];
        (ChainPlan Plan, string Reason)[] wrong =
        [
            (Plan() with { Blocks = [block] }, "1 blocks"),
            (Plan() with { Blocks = [BlockPlan.Fixed, BlockPlan.Fixed] }, "no block"),
            (Plan() with { Blocks = [block with { Movable = 14 }, exit] }, "14 of 13"),
            (Plan() with { Blocks = [block with { MovesPerVisit = 0 }, exit] }, "at least 1 move"),
            (Plan() with { Blocks = [block with { Laws = [] }, exit] }, "no law"),
            (Plan() with { Blocks = [block with { Laws = [new LawShare(new BinLaw(), 0)] }, exit] }, "above 0"),
            (Plan() with { Blocks = [block with { Laws = [new LawShare(new RejectionFreeLaw(12))] }, exit] }, "no field"),
            (Plan() with { Schedule = Schedule.Constant(-1) }, "below 0"),
            (Plan() with { Schedule = Schedule.Annealing(0, 1, 10) }, "above 0"),
            (Plan() with { KeepEvery = 0 }, "above 0"),
            (Plan() with { Units = new UnitPlan(UnitPrior.Uniform(5), 0.5, 0) }, "over 5 units"),
            (Plan() with { Units = new UnitPlan(UnitPrior.Uniform(6), 1, 0) }, "below 1"),
        ];
        foreach ((ChainPlan plan, string reason) in wrong)
            Assert.Contains(reason, Assert.Throws<ArgumentException>(() => new Chain(Stage.Plain(), plan, 1, 0)).Message, StringComparison.Ordinal);
    }

    internal static Chain Make(IRisk risk, ulong seed, uint chain) => new(risk, Plan(), seed, chain);

    internal static ChainPlan Plan() => new(
        [
            new BlockPlan(13, new UniformPrior(), [new LawShare(new BinLaw(), 2, 2, 8), new LawShare(new BinLaw())], 5),
            new BlockPlan(6, new UniformPrior(), [new LawShare(new BinLaw())], 3),
        ],
        Schedule.Constant(0.5),
        300,
        20,
        5);

    private static ChainPlan Sized(IPrior prior, double lambda, long burnIn) => new(
        [new BlockPlan(13, prior, [new LawShare(new BinLaw(), 1, 3, 8)], 5), BlockPlan.Fixed], Schedule.Constant(lambda), burnIn);

    private static int Adapted(IPrior prior)
    {
        Chain chain = new(Stage.Plain(), Sized(prior, 0, 1000), 3, 0);
        for (int i = 0; i < 1000; i++)
            chain.Step();
        return chain.Size(0, 0);
    }
}
