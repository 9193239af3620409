using System.CommandLine;
using Agent.Training;
using Inference;
using Inference.Calibration;
using Inference.Format;

namespace Agent.Commands;

/// <summary><c>vigie calibrate</c>: thresholds with a certificate.</summary>
internal sealed class CalibrateCommand
{
    private readonly Option<string?> _model = new("--model") { Description = "Network to calibrate instead of the one inside vigie", HelpName = "FILE" };
    private readonly Option<string[]> _cameras = new("--camera")
    {
        Description = "Recording instead of data: what the agent would look at in it, counted by track; may be repeated. sim:?minutes=60, PATH",
        HelpName = "URI",
        DefaultValueFactory = _ => [],
    };

    private readonly Option<double> _risk = new("--risk") { Description = "ε: share of an exit's answers that may be wrong", HelpName = "SHARE", DefaultValueFactory = _ => 0.01 };
    private readonly Option<double> _confidence = new("--confidence") { Description = "1 − δ: how sure the promise must be, of all exits together", HelpName = "SHARE", DefaultValueFactory = _ => 0.95 };
    private readonly Option<string?> _score = new("--score") { Description = "What thresholds are compared with: top1, margin, entropy or vote; default: the network's", HelpName = "NAME" };
    private readonly Option<string> _against = new("--against") { Description = "Wrong is what differs from: last (the last exit; needs no labels) or labels", HelpName = "NAME", DefaultValueFactory = _ => "last" };
    private readonly Option<long> _seed = new("--seed") { Description = "Chooses the picture of each track, and the tracks that only lay the grid", HelpName = "N", DefaultValueFactory = _ => 1 };
    private readonly Option<string?> _out = new("--out") { Description = "Model file to write; without it nothing is written", HelpName = "FILE" };
    private readonly Option<bool> _json = new("--json") { Description = "One JSON document on standard output" };
    private readonly DataOptions _data;

    private CalibrateCommand(Command command)
    {
        _data = new DataOptions(command, "part of an index or of idx files to calibrate on; never what the network was trained on", isRequired: false);
        foreach (Option option in new Option[] { _model, _cameras, _risk, _confidence, _score, _against, _seed, _out, _json })
            command.Options.Add(option);
        _score.AcceptOnlyFromAmong("top1", "margin", "entropy", "vote");
        _against.AcceptOnlyFromAmong("last", "labels");
        foreach (Option<double> share in new[] { _risk, _confidence })
        {
            share.Validators.Add(result =>
            {
                if (result.GetValueOrDefault<double>() is not (>= 1e-6 and <= 1 - 1e-6))
                    result.AddError($"{share.Name}: found {result.Tokens[0].Value}, expected a share between 0 and 1, as in 0.01");
            });
        }

        command.Validators.Add(result =>
        {
            bool hasCameras = result.GetValue(_cameras) is { Length: > 0 };
            if (_data.AreGiven(result) == hasCameras)
                result.AddError("expected either --data or --camera");
            if (hasCameras && result.GetValue(_against) == "labels")
                result.AddError("--against labels needs --data: a recording has no labels");
        });
    }

    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        Command command = new("calibrate", """
            Choose the threshold of each early exit so that a promise holds: with the confidence asked for, at most the share --risk
            of the answers given at an exit differs from what the last exit would have said (or from the labels). Pictures of one
            track count once. The promise is kept in the model file. docs/certificates.md says what it means.
            """);
        CalibrateCommand options = new(command);
        command.SetAction((parsed, token) => Task.FromResult(Failures.Catch(() => options.Run(parsed, token))));
        return command;
    }

    private int Run(ParseResult parsed, CancellationToken token)
    {
        Network network = ShippedNetwork.Read(parsed.GetValue(_model));
        if (network.Stages.Count < 2)
            throw new DataException($"{network.Definition.Name}: found a network with one exit, which always answers; expected at least two");
        string? path = parsed.GetValue(_out);
        if (path is not null)
            SafeFile.Try(path);
        ExitPolicyKind score = parsed.GetValue(_score) switch
        {
            "top1" => ExitPolicyKind.Top1,
            "margin" => ExitPolicyKind.Margin,
            "entropy" => ExitPolicyKind.Entropy,
            "vote" => ExitPolicyKind.Vote,
            _ => network.Definition.Policy,
        };
        ExitReference reference = parsed.GetValue(_against) == "labels" ? ExitReference.Labels : ExitReference.Last;
        CalibrationGoal goal = new(Millionths(parsed.GetValue(_risk)), Millionths(1 - parsed.GetValue(_confidence)), score, reference, parsed.GetValue(_seed));
        ExitObserver observer = new(network, goal);
        if (parsed.GetValue(_cameras) is { Length: > 0 } cameras)
            Watch(cameras, network, observer, token);
        else
            Read(_data.Of(parsed), network, goal, observer, token);
        Network certified = new(observer.Certify(out ExitSetting[] settings));
        CalibrationReport report = CalibrationReport.Of(certified, goal, observer, settings);
        report.Print(parsed.GetValue(_json), certified);
        if (path is not null)
            SafeFile.Write(path, stream => ModelFile.Write(certified.Definition, stream));
        return ExitCode.Ok;
    }

    private static void Watch(string[] cameras, Network network, ExitObserver observer, CancellationToken token)
    {
        ProgressLine progress = new(0);
        for (int i = 0; i < cameras.Length; i++)
        {
            string camera = cameras[i];
            TrackCrops.Read(camera, network, (crop, track) => observer.Add(crop.Span, -1, track), token);
            progress.Show((i + 1.0) / cameras.Length, () => $"{observer.Samples.Count:N0} crops of {observer.Groups:N0} tracks");
        }
    }

    private static void Read(DataSelection selection, Network network, CalibrationGoal goal, ExitObserver observer, CancellationToken token)
    {
        LabelledImages images = LabelledImages.Read(selection, goal.Reference == ExitReference.Labels ? network.Classes : null, network.Input);
        DataOptions.Warn(images);
        if (images.Images.All(image => image.Group is null))
            Console.Error.WriteLine("note: the data name no tracks (column track of an index): each picture counts, as if none depended on another");
        ProgressLine progress = new(0);
        foreach (LabelledImage image in images.Images)
        {
            token.ThrowIfCancellationRequested();
            observer.Add(image.Pixels, image.Label, image.Group);
            progress.Show(observer.Samples.Count / (double)images.Images.Count, () => $"{observer.Samples.Count:N0} pictures");
        }
    }

    private static int Millionths(double share) => (int)Math.Round(share * 1e6);
}
