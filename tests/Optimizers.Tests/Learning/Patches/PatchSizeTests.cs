using Inference.Format;
using Optimizers.Chains.Heads;
using Optimizers.Learning.Patches;
using Optimizers.Tests.Chains.Residual;

namespace Optimizers.Tests.Learning.Patches;

public sealed class PatchSizeTests
{
    [Theory]
    [InlineData(200, 300)]
    [InlineData(100, 180)]
    [InlineData(50, 110)]
    public void Flips_of_a_hundred_thousand_signs_take_few_bytes_hashes_and_checksum_included(int flips, int most)
    {
        int[] sizes = [.. Enumerable.Range(0, 100).Select(seed => SomePatches.Flips(flips, 100_000, (ulong)seed).ToBytes().Length)];
        TestContext.Current.TestOutputHelper?.WriteLine($"{flips} flips: {sizes.Average():F1} bytes, {sizes.Min()} to {sizes.Max()}; entropy {SomePatches.LogChoose(100_000, flips) / 8:F1}");
        Assert.InRange(sizes.Max(), 1, most);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 64)]
    [InlineData(1, 1_000_000)]
    [InlineData(10, 4096)]
    [InlineData(2000, 4096)]
    [InlineData(200, 100_000)]
    [InlineData(5000, 100_000)]
    [InlineData(20_000, 1_000_000)]
    public void Places_cost_hardly_more_than_their_entropy(int k, int p)
    {
        RangeEncoder encoder = new();
        PositionCoder.Code(encoder, SomePatches.Places(k, p, 1), p);
        Assert.InRange(8 * encoder.Finish().Length, 0, (1.005 * SomePatches.LogChoose(p, k)) + 24);
    }

    [Fact]
    public void A_thousand_moves_of_the_shipped_networks_last_layer_are_a_small_patch()
    {
        NetworkDefinition lookout = SomePatches.Shipped("lookout.safetensors");
        ResidualStage stage = SomeResidual.Stage(new Inference.Network(lookout), SomeResidual.Pictures(new Inference.Network(lookout), 2, 1));
        ResidualStageTests.Walk(stage, 2, 1000);
        NetworkDefinition after = stage.Export();
        Patch patch = PatchDiff.Of(lookout, after);
        Assert.NotEmpty(patch.Changes.Tensors);
        Assert.Equal(SomePatches.File(after with { Notes = lookout.Notes }), SomePatches.File(PatchDiff.Apply(lookout, Patch.Read(patch.ToBytes()))));
    }

    [Fact]
    public void A_hundred_flips_and_twenty_exit_weights_of_the_shipped_network_fit_300_bytes()
    {
        NetworkDefinition lookout = SomePatches.Shipped("lookout.safetensors");
        int last = lookout.Stages.Count;
        string layer = $"stage{last}.layer{lookout.Stages[^1].Layers.ToList().FindLastIndex(each => each is BinaryResidualDefinition) + 1}.weights";
        int[] sizes = [.. Enumerable.Range(1, 20).Select(seed =>
        {
            NetworkDefinition after = SomePatches.Scatter(lookout, (ulong)seed, name => name == layer ? 100 : name == $"stage{last}.exit.weights" ? 20 : 0);
            return PatchDiff.Of(lookout, after).ToBytes().Length;
        })];
        TestContext.Current.TestOutputHelper?.WriteLine($"lookout, 100 flips of {layer} and 20 exit weights: {sizes.Average():F1} bytes, {sizes.Min()} to {sizes.Max()}");
        Assert.InRange(sizes.Max(), 1, 300);
    }
}
