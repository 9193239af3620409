using Optimizers.Chains;
using Optimizers.Chains.Heads;
using Optimizers.Chains.Priors;

namespace Optimizers.Tests.Chains.Residual;

public sealed class HeadChainTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(15)]
    public void A_chain_on_vectors_does_what_one_on_the_definition_does(int first)
    {
        Same(SomeHeads.Chain(SomeHeads.Residual(first: first)), SomeHeads.Chain(SomeHeads.Residual(first: first, isPlain: true)));
        Same(SomeHeads.Chain(SomeHeads.Head(first: first)), SomeHeads.Chain(SomeHeads.Head(first: first, isPlain: true)));
    }

    [Fact]
    public void A_step_allocates_nothing()
    {
        Chain residual = SomeHeads.Chain(SomeHeads.Residual()), head = SomeHeads.Chain(SomeHeads.Head());
        Run(400);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Run(400);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal((4, 4), (residual.SampleCount, head.SampleCount));

        void Run(int steps)
        {
            SomeHeads.Run(residual, steps);
            SomeHeads.Run(head, steps);
        }
    }

    [Fact]
    public void A_kept_sample_is_the_network_that_it_was_kept_of()
    {
        ResidualStage stage = SomeHeads.Residual();
        Chain chain = SomeHeads.Chain(stage);
        SomeHeads.Run(chain, 340);
        int[] logits = SomeResidual.Logits(stage);
        byte[] state = new byte[stage.StateBytes];
        stage.CopyState(state);
        Assert.Equal(state, chain.SampleState(0));
        SomeHeads.Run(chain, 100);
        int[] later = SomeResidual.Logits(stage);
        Assert.NotEqual(logits, later);
        byte[][] pictures = SomeResidual.Pictures(SomeHeads.Network, 40, 52);
        Assert.Equal(logits, SomeResidual.EngineLogits(stage.Export(chain.SampleState(0)), pictures));
        Assert.Equal(later, SomeResidual.EngineLogits(stage.Export(), pictures));
        stage.SetState(state);
        Assert.Equal(logits, SomeResidual.Logits(stage));
    }

    [Fact]
    public void What_was_given_stays_the_centre()
    {
        ResidualStage stage = SomeHeads.Residual();
        short[][] rows = [.. Enumerable.Range(0, 3).Select(Row)];
        SomeHeads.Run(SomeHeads.Chain(stage), 500);
        for (int block = 0; block < 3; block++)
        {
            Assert.Equal(rows[block], Enumerable.Range(0, rows[block].Length).Select(i => stage.Given.At(block, stage.Units(block) - 1, i)));
            Assert.NotEqual(rows[block], Row(block));
        }

        short[] Row(int block)
        {
            stage.Visit(block, stage.Units(block) - 1);
            return stage.Row.ToArray();
        }
    }

    [Fact]
    public void What_only_stages_of_layers_have_is_refused()
    {
        ResidualStage stage = SomeHeads.Residual();
        Chain chain = SomeHeads.Chain(stage);
        Assert.Equal(0, chain.Units.Most);
        Assert.Contains("ResidualStage", Assert.Throws<InvalidOperationException>(() => chain.Weights).Message, StringComparison.Ordinal);
        Assert.Contains("ResidualStage", Assert.Throws<InvalidOperationException>(() => chain.Sample(0)).Message, StringComparison.Ordinal);
        ChainPlan plan = chain.Plan with { Units = new UnitPlan(UnitPrior.Uniform(6), 0.5, 0) };
        Assert.Contains("ResidualStage", Assert.Throws<ArgumentException>(() => new Chain(stage, plan, 1, 0)).Message, StringComparison.Ordinal);
        Assert.Contains("one sample", Assert.Throws<ArgumentException>(() => new Chain(stage, chain.Plan with { Batches = 1 }, 1, 0)).Message, StringComparison.Ordinal);
    }

    private static void Same(Chain fast, Chain plain)
    {
        for (int i = 0; i < 800; i++)
            Assert.Equal(plain.Step(), fast.Step());
        for (int block = 0; block < fast.Plan.Blocks.Count; block++)
            Assert.InRange(fast.Accepted(block, 0), 1, fast.Proposed(block, 0) - 1);
        Assert.Equal(SomeHeads.Bytes(plain), SomeHeads.Bytes(fast));
    }
}
