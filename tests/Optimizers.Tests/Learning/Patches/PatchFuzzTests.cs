using System.Buffers.Binary;
using Inference;
using Inference.Format;
using Optimizers.Chains;
using Optimizers.Learning.Patches;

namespace Optimizers.Tests.Learning.Patches;

/// <summary>Damaged and hostile patches: a clear refusal or the promised result, in bounded room.</summary>
public sealed class PatchFuzzTests
{
    private static readonly NetworkDefinition Before = SomePatches.Small;
    private static readonly NetworkDefinition After = SomePatches.Scatter(Before, 1, _ => 8);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Cut_short_it_is_refused_even_with_a_checksum_that_fits(bool isRepaired)
    {
        byte[] file = PatchDiff.Of(Before, After, SomePatches.Provenance(Before, After)).ToBytes();
        for (int length = 0; length < file.Length; length++)
        {
            byte[] cut = file[..length];
            if (isRepaired && length >= 4)
                Repair(cut);
            Try(cut);
            if (!isRepaired)
                Assert.Throws<PatchException>(() => Patch.Read(cut));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Changed_at_random_it_is_refused_or_gives_what_it_promises(bool isRepaired)
    {
        byte[][] files =
        [
            PatchDiff.Of(Before, After).ToBytes(),
            PatchDiff.Of(Before, After, SomePatches.Provenance(Before, After)).ToBytes(),
            SomePatches.Flips(200, 100_000, 1).ToBytes(),
        ];
        SplitMix random = new(isRepaired ? 2UL : 1);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 10_000; i++)
        {
            byte[] file = [.. files[i % files.Length]];
            for (int changes = 1 + random.Next(4); changes > 0; changes--)
                file[random.Next(file.Length)] = (byte)random.Next(256);
            if (random.Next(8) == 0)
                file = file[..(4 + random.Next(file.Length - 4))];
            if (isRepaired)
                Repair(file);
            Try(file);
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 10_000L * 1_000_000);
    }

    [Fact]
    public void A_few_bytes_cannot_ask_for_much()
    {
        // Claims 2^31 − 1 places and as many changes, and goes on in zeros or ones.
        foreach (byte filler in new byte[] { 0, 0xFF, 0x55 })
        {
            byte[] file = [.. "VP"u8, 1, .. new byte[16], 0, .. Enumerable.Repeat(filler, 300), 0, 0, 0, 0];
            Repair(file);
            long before = GC.GetAllocatedBytesForCurrentThread();
            Assert.Throws<PatchException>(() => Patch.Read(file));
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 16_000_000);
        }
    }

    [Fact]
    public void A_code_ends_soon_after_its_bytes()
    {
        RangeDecoder decoder = new([]);
        AdaptiveBit model = default;
        int bits = 0;
        Assert.Throws<PatchException>(() =>
        {
            for (; bits < 10_000_000; bits++)
                decoder.Bit(ref model, false);
        });
        Assert.InRange(bits, 1, 1_000_000);
    }

    private static void Try(byte[] file)
    {
        try
        {
            Patch patch = Patch.Read(file);
            Assert.Equal(file, patch.ToBytes());
            Assert.StartsWith(patch.Result, PatchDiff.HashOf(PatchDiff.Apply(Before, patch)), StringComparison.Ordinal);
        }
        catch (PatchException fault)
        {
            Assert.StartsWith("patch: found ", fault.Message, StringComparison.Ordinal);
        }
    }

    private static void Repair(byte[] file)
    {
        ulong hash = Fnv.Of<byte>(file.AsSpan()[..^4]);
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan()[^4..], (uint)(hash ^ (hash >> 32)));
    }
}
