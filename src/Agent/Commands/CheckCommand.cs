using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization;
using Agent.Diagnostics;
using Agent.Options;

namespace Agent.Commands;

/// <summary><c>vigie check</c>: what is there, what is wrong, how to mend it.</summary>
internal static class CheckCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        Option<string?> config = RunCommand.Config();
        Option<bool> json = new("--json") { Description = "One JSON document on standard output" };
        Command command = new("check", "Say what is there, what is wrong and how to mend it; changes nothing.");
        command.Options.Add(config);
        command.Options.Add(json);
        command.SetAction((parsed, token) => Run(parsed.GetValue(config), parsed.GetValue(json), token));
        return command;
    }

    private static async Task<int> Run(string? config, bool json, CancellationToken token)
    {
        List<Finding> findings = [];
        bool configured = true;
        AgentOptions options = new();
        try
        {
            options = RunCommand.Merge(config, null, null, null);
            findings.Add(new Finding("configuration", Severity.Ok, $"site {options.Site}, device {options.Device}"));
        }
        catch (OptionsException fault)
        {
            configured = false;
            findings.AddRange(fault.Faults.Select(line => new Finding("configuration", Severity.Error, line, "correct the file named, then check again")));
        }

        if (configured)
            findings.AddRange(await SelfCheck.Run(options, token));
        if (json)
            Console.WriteLine(JsonSerializer.Serialize(new CheckReport(Worst(findings), findings), CheckJson.Default.CheckReport));
        else
            Print(findings);
        return !configured ? ExitCode.Config : Worst(findings) == Severity.Error ? ExitCode.Failure : ExitCode.Ok;
    }

    private static Severity Worst(IEnumerable<Finding> findings) => findings.Max(finding => finding.Severity);

    private static void Print(List<Finding> findings)
    {
        foreach (Finding finding in findings)
        {
            string mark = finding.Severity switch { Severity.Ok => "ok     ", Severity.Warning => "warning", _ => "error  " };
            Console.WriteLine($"{mark}  {finding.Subject}: {finding.Found}");
            if (finding.Mend.Length > 0)
                Console.WriteLine($"         → {finding.Mend}");
        }

        int warnings = findings.Count(finding => finding.Severity == Severity.Warning);
        int errors = findings.Count(finding => finding.Severity == Severity.Error);
        Console.WriteLine(errors + warnings == 0 ? "Everything is as it should be." : $"{errors} errors, {warnings} warnings.");
    }
}

/// <summary>What <c>vigie check --json</c> prints.</summary>
/// <param name="Worst">The worst severity found.</param>
/// <param name="Findings">Every line.</param>
internal sealed record CheckReport(Severity Worst, IReadOnlyList<Finding> Findings);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UseStringEnumConverter = true, WriteIndented = true)]
[JsonSerializable(typeof(CheckReport))]
internal sealed partial class CheckJson : JsonSerializerContext;
