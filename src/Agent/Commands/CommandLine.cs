using System.CommandLine;

namespace Agent.Commands;

/// <summary>The words of the command line and what each leads to.</summary>
internal static class CommandLine
{
    private const string ExitCodes = """

        Exit codes: 0 done · 1 failure · 64 wrong usage · 65 unusable model, patch, image or recipe · 66 nothing there to read ·
        78 unusable configuration · 130 interrupted.
        """;

    /// <summary>Parses and runs one command.</summary>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public static async Task<int> Invoke(string[] arguments)
    {
        if (Array.IndexOf(arguments, "") is >= 0 and int empty)
        {
            await Console.Error.WriteLineAsync($"vigie: argument {empty + 1} is empty; is a variable of the shell not set?");
            return ExitCode.Usage;
        }

        RootCommand root = new("""
            Vigie guards a place: it watches a camera, decides on the board with an early-exit network of 1-bit weights,
            and reports over MQTT. Without a command it runs; without options it watches a simulated scene and brings its
            own broker, so that there is something to see.
            """ + ExitCodes);
        RunCommand.AddTo(root);
        Command run = new("run", "Watch the camera and report (the default command).");
        RunCommand.AddTo(run);
        root.Subcommands.Add(run);
        root.Subcommands.Add(CheckCommand.Create());
        root.Subcommands.Add(EvalCommand.Create());
        root.Subcommands.Add(TrainCommand.Create());
        root.Subcommands.Add(CalibrateCommand.Create());
        root.Subcommands.Add(TuneCommand.Create());
        root.Subcommands.Add(AnchorsCommand.Create());
        root.Subcommands.Add(ImportCommand.Create());
        root.Subcommands.Add(PatchCommand.Create());
        root.Subcommands.Add(BenchCommand.Create());
        ParseResult parsed = root.Parse(arguments);
        if (parsed.Errors.Count > 0)
        {
            foreach (System.CommandLine.Parsing.ParseError error in parsed.Errors)
                await Console.Error.WriteLineAsync($"vigie: {error.Message}");
            await Console.Error.WriteLineAsync("Try `vigie --help`, or `vigie COMMAND --help`.");
            return ExitCode.Usage;
        }

        // A clean end sends what waits: the publisher takes up to 5 s for it, a checkpoint less.
        return await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(15) });
    }
}
