using System.Runtime.InteropServices;
using Agent.Options;
using Inference;

namespace Agent.Diagnostics;

/// <summary>What <c>vigie check</c> says of the section <c>learning</c>; changes nothing.</summary>
internal static partial class LearningCheck
{
    private const int WriteAndEnter = 2 | 1;

    /// <summary>Looks at folder, stage and sources of labels.</summary>
    /// <param name="options">Sound options.</param>
    /// <param name="network">The network; null: it cannot be read, which is said elsewhere.</param>
    public static IEnumerable<Finding> Run(AgentOptions options, Network? network)
    {
        if (!options.Learning.Enabled)
            yield break;
        yield return Folder(options);
        if (network is not null && options.Learning.Stage is { } stage && stage > network.Stages.Count)
        {
            yield return new Finding("learning", Severity.Error,
                $"found stage {stage}, expected 1 to {network.Stages.Count}: {network.Definition.Name} has no more", "correct learning.stage, or leave it out for the last");
        }

        if (options.Learning.LabelsFromSimulator && !options.Camera.Uri.StartsWith("sim:", StringComparison.Ordinal))
        {
            yield return new Finding("learning", Severity.Warning,
                $"found labels_from_simulator with the camera {options.Camera.Uri}, expected sim:; nothing labels here but people and boards", "leave learning.labels_from_simulator out");
        }
    }

    private static Finding Folder(AgentOptions options)
    {
        const string Mend = "set learning.folder to one that this user may write, or StateDirectory=vigie in the service";
        string folder;
        try
        {
            folder = StateFolder.Of(options, Environment.GetEnvironmentVariable);
        }
        catch (OptionsException fault)
        {
            return new Finding("learning", Severity.Error, fault.Message, "set learning.folder");
        }

        string? nearest = folder;
        while (nearest is not null && !Path.Exists(nearest))
            nearest = Path.GetDirectoryName(nearest);
        if (nearest is null || !Directory.Exists(nearest))
            return new Finding("learning", Severity.Error, $"{folder}: found a file at {nearest}, expected a folder", Mend);
        return OperatingSystem.IsLinux() && Access(nearest, WriteAndEnter) != 0
            ? new Finding("learning", Severity.Error, $"{folder}: {nearest} cannot be written (error {Marshal.GetLastPInvokeError()})", Mend)
            : new Finding("learning", Severity.Ok, $"keeps what it learns in {folder}");
    }

    // Asks without writing, and knows file systems that are read-only, as the framework does not.
    [LibraryImport("libc", EntryPoint = "access", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Access(string path, int mode);
}
