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

    private readonly Option<int?> _samples = new("--samples")
    {
        Description = "So many pictures only, every class the same share as far as it goes; --seed says which",
        HelpName = "N",
    };

    /// <summary>Adds the options to a command.</summary>
    /// <param name="command">Where to.</param>
    /// <param name="part">What --part chooses, in words.</param>
    /// <param name="isRequired">Whether data must be named.</param>
    /// <param name="canChoose">Whether <c>--samples</c> is there.</param>
    public DataOptions(Command command, string part, bool isRequired = true, bool canChoose = false)
    {
        _data.Required = isRequired;
        _part = new Option<string?>("--part") { Description = $"train or test: the {part}" };
        _part.AcceptOnlyFromAmong("train", "test");
        foreach (Option option in new Option[] { _data, _part, _only, _except })
            command.Options.Add(option);
        if (canChoose)
            command.Options.Add(_samples);
    }

    /// <summary>Whether data were named at all.</summary>
    public bool AreGiven(CommandResult result) => result.GetValue(_data) is not null;

    /// <summary>What was said.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="seed">Which pictures, where a number of them was asked for.</param>
    public DataSelection Of(ParseResult parsed, ulong seed = 1) =>
        new(parsed.GetValue(_data)!, parsed.GetValue(_part), parsed.GetValue(_only), parsed.GetValue(_except) ?? [], parsed.GetValue(_samples), seed);

    /// <summary>Says on standard error what was left out.</summary>
    public static void Warn(LabelledImages images)
    {
        foreach ((string name, int count) in images.UnknownClasses)
            Console.Error.WriteLine($"warning: class \"{name}\" is unknown to the network; its {count} pictures are left out");
        foreach (string damage in images.Damaged)
            Console.Error.WriteLine($"warning: left out: {damage}");
    }
}
