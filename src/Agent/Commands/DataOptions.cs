using System.CommandLine;
using System.CommandLine.Parsing;
using Agent.Training;

namespace Agent.Commands;

/// <summary>The options by which eval, train and calibrate are told which pictures to read.</summary>
internal sealed class DataOptions
{
    private readonly Option<string> _data = new("--data")
    {
        Description = "Folder with one folder of images a class; folder with idx files, plain or gz; or an index: CSV with columns class, file, and optionally part, source, track",
        HelpName = "PATH",
    };

    private readonly Option<string?> _part;
    private readonly Option<string?> _only = new("--only-source") { Description = "Only pictures of this source of the index", HelpName = "NAME" };
    private readonly Option<string[]> _except = new("--except-source") { Description = "No pictures of this source of the index; may be repeated", HelpName = "NAME", DefaultValueFactory = _ => [] };

    /// <summary>Adds the options to a command.</summary>
    public DataOptions(Command command, string part, bool isRequired = true)
    {
        _data.Required = isRequired;
        _part = new Option<string?>("--part") { Description = $"train or test: the {part}" };
        _part.AcceptOnlyFromAmong("train", "test");
        foreach (Option option in new Option[] { _data, _part, _only, _except })
            command.Options.Add(option);
    }

    /// <summary>Whether data were named at all.</summary>
    public bool AreGiven(CommandResult result) => result.GetValue(_data) is not null;

    /// <summary>What was said.</summary>
    public DataSelection Of(ParseResult parsed) =>
        new(parsed.GetValue(_data)!, parsed.GetValue(_part), parsed.GetValue(_only), parsed.GetValue(_except) ?? []);

    /// <summary>Says on standard error what was left out.</summary>
    public static void Warn(LabelledImages images)
    {
        foreach ((string name, int count) in images.UnknownClasses)
            Console.Error.WriteLine($"warning: class \"{name}\" is unknown to the network; its {count} pictures are left out");
        foreach (string damage in images.Damaged)
            Console.Error.WriteLine($"warning: left out: {damage}");
    }
}
