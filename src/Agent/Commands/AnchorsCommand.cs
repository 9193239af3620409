using System.CommandLine;
using Agent.Training;
using Inference;
using Inference.Format;
using Optimizers.Learning.Tuning;

namespace Agent.Commands;

/// <summary><c>vigie anchors</c>: puts labelled pictures into a model file, which learning in a place must not unlearn.</summary>
internal sealed class AnchorsCommand
{
    /// <summary>Anchors where the command line does not say how many: enough for ten looks of a guard.</summary>
    private const int Samples = 800;

    private readonly Option<string?> _model = new("--model") { Description = "Network instead of the one inside vigie", HelpName = "FILE" };
    private readonly Option<int?> _simulated = new("--simulated") { Description = "So many crops of the simulator instead of data, the classes in turn", HelpName = "N" };
    private readonly Option<bool> _remove = new("--remove") { Description = "The network without anchors" };
    private readonly Option<int> _levels = new("--levels")
    {
        Description = "Brightness steps of an anchor, a power of two up to 256: fewer take less room",
        HelpName = "N",
        DefaultValueFactory = _ => 32,
    };

    private readonly Option<ulong> _seed = new("--seed") { Description = "Says which pictures", DefaultValueFactory = _ => 1 };
    private readonly Option<string?> _out = new("--out") { Description = "Model file to write; without it nothing is written", HelpName = "FILE" };
    private readonly DataOptions _data;

    private AnchorsCommand(Command command)
    {
        _data = new DataOptions(command, "part of an index or of idx files to take from; default: all of an index", isRequired: false, canChoose: true);
        foreach (Option option in new Option[] { _model, _simulated, _remove, _levels, _seed, _out })
            command.Options.Add(option);
        _levels.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && result.GetValueOrDefault<int>() is var levels && !(levels is >= 2 and <= 256 && int.IsPow2(levels)))
                result.AddError($"--levels: found {result.Tokens[0].Value}, expected 2, 4, 8, 16, 32, 64, 128 or 256");
        });
        _simulated.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int?>() is < 1 or > AnchorSet.CountLimit)
                result.AddError($"--simulated: found {result.Tokens[0].Value}, expected 1 to {AnchorSet.CountLimit}");
        });
        command.Validators.Add(result =>
        {
            bool isSimulated = result.GetValue(_simulated) is not null, isRemoved = result.GetValue(_remove), hasData = _data.AreGiven(result);
            if (Convert.ToInt32(isSimulated) + Convert.ToInt32(isRemoved) + Convert.ToInt32(hasData) > 1)
                result.AddError("expected one of --data, --simulated and --remove");
            else if (!isSimulated && !isRemoved && !hasData && result.GetValue(_out) is not null)
                result.AddError("--out needs --data, --simulated or --remove: else there is nothing to change");
        });
    }

    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        Command command = new("anchors", """
            Put labelled pictures into a model file: its anchors, which learning in a place must not answer worse than the network did
            when it was shipped. Of data one picture a track is taken. Without --data, --simulated or --remove: say what the file has.
            """);
        AnchorsCommand options = new(command);
        command.SetAction((parsed, token) => Task.FromResult(Failures.Catch(() => options.Run(parsed, token))));
        return command;
    }

    private int Run(ParseResult parsed, CancellationToken token)
    {
        Network network = ShippedNetwork.Read(parsed.GetValue(_model));
        string? path = parsed.GetValue(_out);
        if (path is not null)
            SafeFile.Try(path);
        NetworkDefinition definition = network.Definition;
        if (parsed.GetValue(_remove))
            definition = With(definition, null, null);
        else if (parsed.GetValue(_simulated) is { } count)
            definition = With(definition, Pack(network, SimulatedCrops.Render(network, count, parsed.GetValue(_seed)), parsed.GetValue(_levels), token), "crops of the simulator");
        else if (_data.AreGiven(parsed.CommandResult))
            definition = With(definition, Pack(network, Read(network, _data.Of(parsed, parsed.GetValue(_seed))), parsed.GetValue(_levels), token), null);
        AnchorReport.Print(network, AnchorSet.Of(definition), token);
        if (path is not null)
        {
            SafeFile.Write(path, stream => ModelFile.Write(definition, stream));
            Console.WriteLine($"wrote {path}, {new FileInfo(path).Length:N0} bytes, the same network {network.Hash[..16]}");
        }

        return ExitCode.Ok;
    }

    private static NetworkDefinition With(NetworkDefinition network, byte[]? anchors, string? note)
    {
        Dictionary<string, string> notes = new(network.Notes);
        notes.Remove(TunerPlan.AnchorsNote);
        if (note is not null)
            notes[TunerPlan.AnchorsNote] = note;
        return network with { Anchors = anchors, Notes = notes };
    }

    private static IEnumerable<(byte[] Picture, int Label)> Read(Network network, DataSelection selection)
    {
        LabelledImages images = LabelledImages.Read(selection with { Samples = null }, network.Classes, network.Input);
        DataOptions.Warn(images);
        IReadOnlyList<LabelledImage> chosen = SplitSamples.Of(images.Images, 1, selection.Seed, selection.Path).Guarded;
        if (selection.Samples is { } asked && (asked < 1 || asked > chosen.Count))
            throw new DataException($"{selection.Path}: found {images.Images.Count} pictures of {chosen.Count} tracks or none, --samples asks for {asked}; expected 1 to {chosen.Count}");
        return chosen.Take(selection.Samples ?? Samples).Select(image => (image.Pixels, image.Label));
    }

    private static byte[] Pack(Network network, IEnumerable<(byte[] Picture, int Label)> anchors, int levels, CancellationToken token)
    {
        using AnchorWriter writer = new(network.Input, network.Classes.Count);
        int step = 256 / levels;
        foreach ((byte[] picture, int label) in anchors)
        {
            token.ThrowIfCancellationRequested();
            // The middle of its step, so that the mean stays; of 256 levels the picture itself.
            writer.Add([.. picture.Select(pixel => (byte)((pixel / step * step) + (step / 2)))], label);
        }

        return writer.Finish();
    }
}
