using Inference;
using Inference.Format;
using Optimizers.Chains;

namespace Optimizers.Tests.Chains.Residual;

public sealed class HeadCheckpointTests
{
    [Fact]
    public void A_checkpoint_in_the_middle_changes_nothing()
    {
        Continues(() => SomeHeads.Chain(SomeHeads.Residual()));
        Continues(() => SomeHeads.Chain(SomeHeads.Head()));
    }

    [Fact]
    public void A_damaged_checkpoint_is_refused_and_the_chain_is_as_it_was()
    {
        Chain chain = SomeHeads.Chain(SomeHeads.Residual()), twin = SomeHeads.Chain(SomeHeads.Residual());
        SomeHeads.Run(chain, 403);
        SomeHeads.Run(twin, 403);
        byte[] bytes = SomeHeads.Bytes(chain);
        for (int i = 0; i < bytes.Length; i += 1 + (i / 50))
        {
            Refuses(chain, bytes[..i]);
            byte[] changed = [.. bytes];
            changed[i] ^= (byte)(1 << (i % 8));
            Refuses(chain, changed);
        }

        GoesOnAs(chain, twin);
    }

    [Fact]
    public void A_checkpoint_of_another_risk_plan_or_memory_is_refused_and_the_chain_is_as_it_was()
    {
        NetworkDefinition definition = SomeHeads.Network.Definition;
        StageDefinition stage = definition.Stages[0];
        BinaryResidualDefinition layer = (BinaryResidualDefinition)stage.Layers[1];
        ulong[] signs = [.. layer.Weights];
        signs[0] ^= 1;
        Network other = new(definition with { Stages = [new StageDefinition([stage.Layers[0], layer with { Weights = signs }], stage.Exit)] });
        byte[][] pictures = SomeResidual.Pictures(SomeHeads.Network, 40, 56);
        (Func<Chain> Make, string Reason)[] others =
        [
            (() => SomeHeads.Chain(SomeHeads.Residual(), seed: 1), "seed 1"),
            (() => SomeHeads.Chain(SomeHeads.Residual(), number: 1), "chain 1"),
            (() => SomeHeads.Chain(SomeHeads.Residual(), burnIn: 299), "burn-in 299"),
            (() => SomeHeads.Chain(SomeHeads.Residual(first: 16)), "samples 16"),
            (() => SomeHeads.Chain(SomeHeads.Residual(other)), "numbers"),
            (() => SomeHeads.Chain(SomeHeads.Residual(pictures: pictures)), "over another"),
            (() => SomeHeads.Chain(SomeHeads.Head()), "exit of 9 features"),
        ];
        Chain saved = SomeHeads.Chain(SomeHeads.Residual());
        SomeHeads.Run(saved, 403);
        byte[] bytes = SomeHeads.Bytes(saved);
        foreach ((Func<Chain> make, string reason) in others)
        {
            Chain chain = make(), twin = make();
            SomeHeads.Run(chain, 101);
            SomeHeads.Run(twin, 101);
            string message = Refuses(chain, bytes).Message;
            Assert.Contains(reason, message, StringComparison.Ordinal);
            Assert.Contains("expected", message, StringComparison.Ordinal);
            GoesOnAs(chain, twin);
        }
    }

    private static void Continues(Func<Chain> make)
    {
        Chain whole = make();
        SomeHeads.Run(whole, 600);
        bool isMidway = false;
        foreach (int cut in (int[])[0, 101, 250, 403, 404, 405, 600])
        {
            Chain first = make(), second = make();
            SomeHeads.Run(first, cut);
            isMidway |= first.MovesLeft > 0;
            byte[] bytes = SomeHeads.Bytes(first);
            second.Load(new MemoryStream(bytes));
            Assert.Equal(bytes, SomeHeads.Bytes(second));
            SomeHeads.Run(second, 600 - cut);
            Assert.Equal(SomeHeads.Bytes(whole), SomeHeads.Bytes(second));
        }

        Assert.True(isMidway);
    }

    private static void GoesOnAs(Chain chain, Chain twin)
    {
        Assert.Equal(SomeHeads.Bytes(twin), SomeHeads.Bytes(chain));
        SomeHeads.Run(chain, 50);
        SomeHeads.Run(twin, 50);
        Assert.Equal(SomeHeads.Bytes(twin), SomeHeads.Bytes(chain));
    }

    private static InvalidDataException Refuses(Chain chain, byte[] bytes) =>
        Assert.Throws<InvalidDataException>(() => chain.Load(new MemoryStream(bytes)));
}
