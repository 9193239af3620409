using Inference.Format;

namespace Optimizers.Learning.Patches;

/// <summary>Thresholds and certificates: where they differ, and how they are changed.</summary>
internal static class ExitChanges
{
    /// <summary>Exits that differ.</summary>
    public static List<ExitChange> Of(NetworkDefinition before, NetworkDefinition after)
    {
        List<ExitChange> changes = [];
        for (int s = 0; s < after.Stages.Count; s++)
        {
            ExitDefinition first = before.Stages[s].Exit, second = after.Stages[s].Exit;
            int delta = second.Threshold - first.Threshold;
            bool differ = !AreEqual(first.Certificate, second.Certificate);
            if (delta != 0 || differ)
                changes.Add(new ExitChange(s + 1, delta, differ, differ ? Bare(first.Certificate) : null, differ ? Bare(second.Certificate) : null));
        }

        return changes;
    }

    /// <summary>The network with other thresholds, certificates and policy; its tensors are those of the result already.</summary>
    /// <exception cref="PatchException">An exit the network does not have.</exception>
    public static NetworkDefinition Change(NetworkDefinition network, PatchChanges changes, bool isBack)
    {
        StageDefinition[] stages = [.. network.Stages];
        string function = changes.Exits.Any(change => change.CertificateChanges) ? TensorHash.OfFunction(network) : "";
        foreach (ExitChange change in changes.Exits)
        {
            if (change.Stage > stages.Length)
                throw new PatchException($"a change of exit {change.Stage}", $"1 to {stages.Length}");
            ExitDefinition exit = stages[change.Stage - 1].Exit;
            exit = exit with { Threshold = unchecked(exit.Threshold + (isBack ? -change.ThresholdDelta : change.ThresholdDelta)) };
            if (change.CertificateChanges)
            {
                Certificate? certificate = isBack ? change.Before : change.After;
                exit = exit with { Certificate = certificate is null ? null : certificate with { Network = function } };
            }

            stages[change.Stage - 1] = stages[change.Stage - 1] with { Exit = exit };
        }

        network = network with { Stages = stages };
        return changes.Policy is { } policy ? network with { Policy = isBack ? policy.Before : policy.After } : network;
    }

    /// <summary>The hash of the network follows from the weights, as <see cref="CertificateRules"/> demands.</summary>
    private static Certificate? Bare(Certificate? certificate) => certificate is null ? null : certificate with { Network = "" };

    private static bool AreEqual(Certificate? first, Certificate? second)
    {
        if (first is null || second is null)
            return first is null && second is null;
        return first.Thresholds.SequenceEqual(second.Thresholds) && first.Sequence.SequenceEqual(second.Sequence)
            && first with { Thresholds = [], Sequence = [] } == second with { Thresholds = [], Sequence = [] };
    }
}
