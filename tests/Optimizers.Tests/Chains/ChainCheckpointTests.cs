using Optimizers.Chains;

namespace Optimizers.Tests.Chains;

public sealed class ChainCheckpointTests
{
    [Fact]
    public void A_checkpoint_in_the_middle_changes_nothing()
    {
        Chain whole = ChainTests.Make(ChainTests.Stage.Plain(), 5, 2);
        for (int i = 0; i < 1000; i++)
            whole.Step();
        for (int cut = 0; cut < 1000; cut += 333)
        {
            Chain first = ChainTests.Make(ChainTests.Stage.Plain(), 5, 2), second = ChainTests.Make(ChainTests.Stage.Plain(), 5, 2);
            for (int i = 0; i < cut; i++)
                first.Step();
            using MemoryStream file = new();
            first.Save(file);
            file.Position = 0;
            second.Load(file);
            for (int i = cut; i < 1000; i++)
                second.Step();
            Assert.Equal(ChainHash.Of(whole), ChainHash.Of(second));
        }
    }

    [Fact]
    public void A_damaged_checkpoint_is_refused_and_the_chain_is_as_it_was()
    {
        Chain saved = ChainTests.Make(ChainTests.Stage.Plain(), 5, 0), chain = ChainTests.Make(ChainTests.Stage.Plain(), 5, 0);
        for (int i = 0; i < 200; i++)
            saved.Step();
        using MemoryStream file = new();
        saved.Save(file);
        byte[] bytes = file.ToArray();
        ulong before = ChainHash.Of(chain);
        for (int i = 0; i < bytes.Length; i++)
        {
            Refuses(chain, bytes[..i]);
            byte[] changed = [.. bytes];
            changed[i] ^= (byte)(1 << (i % 8));
            Refuses(chain, changed);
        }

        Assert.Equal(before, ChainHash.Of(chain));
        chain.Load(new MemoryStream(bytes));
        Assert.Equal(ChainHash.Of(saved), ChainHash.Of(chain));
    }

    [Fact]
    public void A_checkpoint_of_another_seed_plan_or_memory_is_refused()
    {
        Chain saved = ChainTests.Make(ChainTests.Stage.Plain(), 5, 0);
        for (int i = 0; i < 200; i++)
            saved.Step();
        using MemoryStream file = new();
        saved.Save(file);
        Chain[] others =
        [
            ChainTests.Make(ChainTests.Stage.Plain(), 6, 0), ChainTests.Make(ChainTests.Stage.Plain(), 5, 1), ChainTests.Make(TinyStage.Make(12, 6, 41, first: 10).Plain(), 5, 0),
            ChainTests.Make(TinyStage.Make(12, 6, 40, first: 10, seed: 2).Plain(), 5, 0), new(ChainTests.Stage.Plain(), ChainTests.Plan() with { BurnIn = 1 }, 5, 0),
        ];
        foreach (Chain other in others)
        {
            ulong before = ChainHash.Of(other);
            InvalidDataException fault = Refuses(other, file.ToArray());
            Assert.Contains("found", fault.Message, StringComparison.Ordinal);
            Assert.Contains("expected", fault.Message, StringComparison.Ordinal);
            Assert.Equal(before, ChainHash.Of(other));
        }
    }

    private static InvalidDataException Refuses(Chain chain, byte[] bytes) =>
        Assert.Throws<InvalidDataException>(() => chain.Load(new MemoryStream(bytes)));
}
