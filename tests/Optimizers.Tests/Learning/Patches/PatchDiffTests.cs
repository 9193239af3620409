using Inference;
using Inference.Calibration;
using Inference.Format;
using Optimizers.Learning.Patches;

namespace Optimizers.Tests.Learning.Patches;

public sealed class PatchDiffTests
{
    [Theory]
    [InlineData("lookout.safetensors")]
    [InlineData("lookout-sparse.safetensors")]
    public void What_a_patch_gives_is_the_result_to_the_byte_and_taken_back_the_base(string name)
    {
        NetworkDefinition before = SomePatches.Shipped(name), kept = SomePatches.Shipped(name);
        // Blocks of a sparse layer stay where they are.
        NetworkDefinition after = SomePatches.Scatter(before, 1, tensor => tensor.EndsWith("starts", StringComparison.Ordinal) || tensor.EndsWith("columns", StringComparison.Ordinal) ? 0 : 3);
        Patch patch = Patch.Read(PatchDiff.Of(before, after, SomePatches.Provenance(before, after)).ToBytes());
        Assert.Equal(SomePatches.File(after), SomePatches.File(PatchDiff.Apply(before, patch)));
        Assert.Equal(SomePatches.File(before), SomePatches.File(PatchDiff.Revert(after, patch)));
        Assert.Equal(SomePatches.File(kept), SomePatches.File(before));
    }

    [Fact]
    public void A_patch_is_of_the_network_with_or_without_anchors_and_keeps_those_of_its_base()
    {
        NetworkDefinition bare = SomePatches.Small, after = SomePatches.Scatter(bare, 5);
        using AnchorWriter writer = new(bare.Input, bare.Classes.Count);
        writer.Add(new byte[bare.Input.Length], 1);
        NetworkDefinition anchored = bare with { Anchors = writer.Finish() };
        Assert.Equal(PatchDiff.HashOf(bare), PatchDiff.HashOf(anchored));
        Patch patch = PatchDiff.Of(anchored, after);
        Assert.Equal(PatchDiff.Of(bare, after).ToBytes(), patch.ToBytes());
        Assert.Same(anchored.Anchors, PatchDiff.Apply(anchored, patch).Anchors);
        Assert.Same(anchored.Anchors, PatchDiff.Revert(after with { Anchors = anchored.Anchors }, patch).Anchors);
        Assert.Null(PatchDiff.Apply(bare, patch).Anchors);
    }

    [Fact]
    public void Every_number_of_a_network_may_change()
    {
        NetworkDefinition before = SomePatches.Small, after = SomePatches.Scatter(before, 2, _ => int.MaxValue / 2);
        Patch patch = Patch.Read(PatchDiff.Of(before, after).ToBytes());
        Assert.Equal(SomePatches.File(after), SomePatches.File(PatchDiff.Apply(before, patch)));
        Assert.Equal(SomePatches.File(before), SomePatches.File(PatchDiff.Revert(after, patch)));
    }

    [Fact]
    public void The_sign_of_a_byte_costs_its_place_only()
    {
        ByteConvDefinition layer = (ByteConvDefinition)SomePatches.Small.Stages[0].Layers[0];
        sbyte[] weights = [.. layer.Weights];
        (weights[3], weights[50]) = ((sbyte)-weights[3], (sbyte)-weights[50]);
        StageDefinition stage = SomePatches.Small.Stages[0];
        NetworkDefinition after = SomePatches.Small with { Stages = [stage with { Layers = [layer with { Weights = weights }, stage.Layers[1]] }] };
        TensorChange change = Assert.Single(PatchDiff.Of(SomePatches.Small, after).Changes.Tensors);
        Assert.Equal([TensorChange.Negated, TensorChange.Negated], change.Deltas);
        Assert.InRange(change.Bits, 1, 80);
    }

    [Fact]
    public void Another_network_is_refused_and_the_patch_is_not_applied_twice()
    {
        NetworkDefinition before = SomePatches.Small, after = SomePatches.Scatter(before, 3), other = SomePatches.Scatter(before, 4);
        Patch patch = PatchDiff.Of(before, after);
        PatchException fault = Assert.Throws<PatchException>(() => PatchDiff.Apply(other, patch));
        Assert.Contains(PatchDiff.HashOf(other)[..16], fault.Found, StringComparison.Ordinal);
        Assert.Contains(PatchDiff.HashOf(before)[..16], fault.Expected, StringComparison.Ordinal);
        Assert.Contains("has the patch already", Assert.Throws<PatchException>(() => PatchDiff.Apply(after, patch)).Message, StringComparison.Ordinal);
        Assert.Contains("is the base already", Assert.Throws<PatchException>(() => PatchDiff.Revert(before, patch)).Message, StringComparison.Ordinal);
        Assert.Throws<PatchException>(() => PatchDiff.Revert(other, patch));
    }

    [Fact]
    public void Networks_of_other_graphs_have_no_patch()
    {
        Assert.Throws<PatchException>(() => PatchDiff.Of(SomePatches.Small, SomePatches.Shipped("lookout.safetensors")));
        Assert.Throws<PatchException>(() => PatchDiff.Of(SomePatches.Small, SomePatches.Small with { Classes = ["x", "y", "z"] }));
    }

    [Fact]
    public void A_patch_that_does_not_give_what_it_promises_changes_nothing()
    {
        NetworkDefinition before = SomePatches.Small, after = SomePatches.Scatter(before, 5);
        PatchChanges changes = PatchDiff.Of(before, after).Changes;
        Patch lies = new(PatchDiff.HashOf(before), new string('3', 64), changes, null);
        Assert.Contains("expected 3333333333333333", Assert.Throws<PatchException>(() => PatchDiff.Apply(before, lies)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Thresholds_certificates_and_policy_change_and_come_back()
    {
        NetworkDefinition before = SomePatches.Shipped("lookout.safetensors");
        before = Certified(before with { Policy = ExitPolicyKind.Top1 }, 60_000, 0);
        NetworkDefinition after = Certified(SomePatches.Scatter(before, 6, name => name.EndsWith("exit.biases", StringComparison.Ordinal) ? 2 : 0), 61_234, 3);
        Patch patch = Patch.Read(PatchDiff.Of(before, after).ToBytes());
        Assert.Equal(SomePatches.File(after), SomePatches.File(PatchDiff.Apply(before, patch)));
        Assert.Equal(SomePatches.File(before), SomePatches.File(PatchDiff.Revert(after, patch)));

        NetworkDefinition plain = after with { Policy = ExitPolicyKind.Margin, Stages = [.. after.Stages.Select(stage => stage with { Exit = stage.Exit with { Certificate = null } })] };
        patch = Patch.Read(PatchDiff.Of(after, plain).ToBytes());
        Assert.Empty(patch.Changes.Tensors);
        Assert.Equal(SomePatches.File(plain), SomePatches.File(PatchDiff.Apply(after, patch)));
        Assert.Equal(SomePatches.File(after), SomePatches.File(PatchDiff.Revert(plain, patch)));
    }

    [Fact]
    public void Provenance_is_kept_and_must_be_that_of_the_patch()
    {
        NetworkDefinition before = SomePatches.Small, after = SomePatches.Scatter(before, 7);
        PatchProvenance said = SomePatches.Provenance(before, after), read = Patch.Read(PatchDiff.Of(before, after, said).ToBytes()).Provenance!;
        Assert.Equal(said with { Samples = [], Guard = read.Guard }, read with { Samples = [] });
        Assert.Equal(said.Samples, read.Samples);
        Assert.Equal(said.Guard, read.Guard);
        Assert.Throws<PatchException>(() => PatchDiff.Of(before, after, SomePatches.Provenance(after, before)));
        Assert.Throws<PatchException>(() => PatchDiff.Of(before, after, said with { Lambda = double.NaN }));
        Assert.Throws<PatchException>(() => PatchDiff.Of(before, after, said with { Law = new string('x', 20_000) }));
        // The short hash agrees, the whole one does not.
        Patch other = PatchDiff.Of(before, after, said with { Base = said.Base[..16] + new string('0', 48) });
        Assert.Throws<PatchException>(() => PatchDiff.Apply(before, other));
    }

    private static NetworkDefinition Certified(NetworkDefinition network, int threshold, int wrong)
    {
        StageDefinition first = network.Stages[0];
        Certificate certificate = new()
        {
            RiskPpm = 10_000,
            FailurePpm = 50_000,
            Divisor = Calibrator.Divisor(network.Stages.Count - 1, 0),
            Score = network.Policy,
            Reference = ExitReference.Last,
            Thresholds = [threshold],
            Sequence = [65_000, threshold],
            Reached = 5000,
            Answers = 4000,
            Wrong = wrong,
            Grouped = true,
            Network = TensorHash.OfFunction(network),
            Data = string.Concat(Enumerable.Repeat("0123456789abcdef", 4)),
        };
        return network with { Stages = [first with { Exit = first.Exit with { Threshold = threshold, Certificate = certificate } }, .. network.Stages.Skip(1)] };
    }
}
