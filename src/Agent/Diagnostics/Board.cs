using System.Reflection;

namespace Agent.Diagnostics;

/// <summary>What this machine is.</summary>
internal static class Board
{
    // A NUL-terminated string from the device tree (Devicetree Specification 0.4, section 2.3.2: model).
    private const string ModelFile = "/proc/device-tree/model";

    /// <summary>Version of Vigie.</summary>
    public static string Version { get; } = typeof(Board).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0";

    /// <summary>The board's own name, or the kind of machine where it has none.</summary>
    public static string Name()
    {
        try
        {
            return File.ReadAllText(ModelFile).Trim('\0', '\n', ' ');
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            string kind = System.Runtime.InteropServices.RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant();
            return $"linux {kind}, {Environment.ProcessorCount} cores";
        }
    }
}
