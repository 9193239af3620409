using System.Globalization;
using Agent.Learning;

namespace Agent.Options;

/// <summary>What the section <c>learning</c> of a configuration must keep to.</summary>
internal static class LearningRules
{
    /// <summary>Adds a line for each fault. Files are looked at only where learning is on: what is not used need not be there.</summary>
    public static void Check(LearningOptions options, string name, List<string> faults)
    {
        Range("core_share", options.CoreShare, 0.01, 1);
        Range("core_seconds_per_hour", options.CoreSecondsPerHour ?? 1, 1, 3600);
        Range("stage", options.Stage ?? 1, 1, 16);
        Range("margin", options.Margin, 0.001, 0.5);
        Range("labels_per_round", options.LabelsPerRound, 1, 10_000);
        if (options.Steps is { } steps)
            Range("steps", steps, 1000, 100_000_000);
        if (options.Folder is { } folder && string.IsNullOrWhiteSpace(folder))
            faults.Add($"{name} at $.learning.folder: found an empty name, expected a folder; leave the key out for the usual one");
        if (!options.Enabled)
            return;
        for (int at = 0; at < options.PatchKeys.Count; at++)
        {
            if (PatchTrust.FaultOf(options.PatchKeys[at]) is { Length: > 0 } fault)
                faults.Add($"{name} at $.learning.patch_keys[{at}]: {fault}");
        }

        void Range(string key, double value, double least, double most)
        {
            if (!(value >= least && value <= most))
                faults.Add(string.Create(CultureInfo.InvariantCulture, $"{name} at $.learning.{key}: found {value}, expected {least} to {most}"));
        }
    }
}
