using Inference;
using Inference.Format;
using Inference.Kernels;

namespace Optimizers.Learning.Patches;

/// <summary>Makes patches, applies them and takes them back. Networks given are not written to.</summary>
public static class PatchDiff
{
    /// <summary>
    /// What a patch knows a network by: SHA-256 of graph and tensors, with policy, thresholds and certificates, without name and notes. 64 hex digits.
    /// </summary>
    public static string HashOf(NetworkDefinition network)
    {
        ArgumentNullException.ThrowIfNull(network);
        return TensorHash.OfModel(network);
    }

    /// <summary>The patch from one network to another of the same graph.</summary>
    /// <param name="before">The base.</param>
    /// <param name="after">The result; name and notes do not count.</param>
    /// <param name="provenance">Where it comes from; its hashes must be those of the two. Null: not said.</param>
    /// <exception cref="PatchException">Networks of other graphs, or more changes than a patch may hold.</exception>
    /// <exception cref="ModelFormatException">A definition contradicts itself.</exception>
    public static Patch Of(NetworkDefinition before, NetworkDefinition after, PatchProvenance? provenance = null)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        Check(before);
        Check(after);
        if (Graph(before) != Graph(after))
            throw new PatchException($"a network of another graph ({after.Name})", $"the layers, sizes and classes of the base ({before.Name})");
        PolicyChange? policy = before.Policy == after.Policy ? null : new PolicyChange(before.Policy, after.Policy);
        PatchChanges changes = new(policy, ExitChanges.Of(before, after), TensorDiff.Of(before, after));
        return new Patch(HashOf(before), HashOf(after), changes, provenance);
    }

    /// <summary>The result of a patch.</summary>
    /// <param name="network">The base; keeps its name and notes.</param>
    /// <param name="patch">Of this base.</param>
    /// <exception cref="PatchException">A patch of another base, or one that does not give the result it promises.</exception>
    public static NetworkDefinition Apply(NetworkDefinition network, Patch patch) => Change(network, patch, isBack: false);

    /// <summary>The base of a patch, from its result.</summary>
    /// <param name="network">The result; keeps its name and notes.</param>
    /// <param name="patch">That made it.</param>
    /// <exception cref="PatchException">A patch with another result, or one that does not give the base it promises.</exception>
    public static NetworkDefinition Revert(NetworkDefinition network, Patch patch) => Change(network, patch, isBack: true);

    private static NetworkDefinition Change(NetworkDefinition network, Patch patch, bool isBack)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(patch);
        (string from, string to) = isBack ? (patch.Result, patch.Base) : (patch.Base, patch.Result);
        string whole = HashOf(network), found = whole[..PatchEnvelope.HashDigits];
        if (patch.Provenance is { } provenance && found == from && whole != (isBack ? provenance.Result : provenance.Base))
            throw new PatchException($"the network {whole}", $"that of the provenance, {(isBack ? provenance.Result : provenance.Base)}");
        if (found != from)
        {
            string hint = found != to ? "" : isBack ? "; this network is the base already" : "; this network has the patch already";
            throw new PatchException($"the network {found}{hint}", $"{from}, the {(isBack ? "result" : "base")} of the patch");
        }

        try
        {
            NetworkDefinition changed = TensorPatch.Change(network, patch.Changes.Tensors, isBack);
            changed = ExitChanges.Change(changed, patch.Changes, isBack);
            string result = HashOf(changed);
            string promised = patch.Provenance is not { } origin ? to : isBack ? origin.Base : origin.Result;
            if (!result.StartsWith(to, StringComparison.Ordinal) || !result.StartsWith(promised, StringComparison.Ordinal))
                throw new PatchException($"changes that give the network {result}", promised);
            Check(changed);
            return changed;
        }
        catch (ModelFormatException fault)
        {
            throw new PatchException($"changes that give a network with {fault.Found}", fault.Expected, fault);
        }
    }

    /// <summary>The graph without all that may differ.</summary>
    private static string Graph(NetworkDefinition network) => GraphWriter.Write(network with
    {
        Name = "",
        Notes = new Dictionary<string, string>(),
        Policy = default,
        Stages = [.. network.Stages.Select(stage => stage with { Exit = stage.Exit with { Threshold = 0, Certificate = null } })],
    });

    private static void Check(NetworkDefinition network) => _ = new Network(network, KernelCatalog.Choose(PortableKernels.Name));
}
