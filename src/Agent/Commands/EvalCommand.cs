using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Agent.Training;
using Inference;

namespace Agent.Commands;

/// <summary><c>vigie eval</c>: accuracy, recall, share and cost of each exit on labelled pictures.</summary>
internal static class EvalCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        Command command = new("eval", """
            Measure a network on labelled pictures: accuracy and recall under the exit policy, and for each exit the share it
            answers, its accuracy when used alone and its multiply-accumulates.
            """);
        Option<string?> model = new("--model") { Description = "Network to measure instead of the one inside vigie; a folder: the average of the networks in it", HelpName = "FILE" };
        Option<bool> json = new("--json") { Description = "One JSON document on standard output" };
        DataOptions data = new(command, "test part of an index or of idx files; default: all of an index, t10k of idx files");
        command.Options.Add(model);
        command.Options.Add(json);
        command.SetAction((parsed, token) => Task.FromResult(Failures.Catch(() => Run(parsed.GetValue(model), data.Of(parsed), parsed.GetValue(json), token))));
        return command;
    }

    private static int Run(string? model, DataSelection selection, bool json, CancellationToken token)
    {
        if (Directory.Exists(model))
            return EnsembleEval.Run(model, selection, json, token);
        Network network = ShippedNetwork.Read(model);
        LabelledImages images = LabelledImages.Read(selection, network.Classes, network.Input);
        DataOptions.Warn(images);
        Evaluation evaluation = Evaluation.Of(network, images.Images, token);
        if (json)
            Console.WriteLine(JsonSerializer.Serialize(EvalReport.Of(evaluation), EvalJson.Default.EvalReport));
        else
            Print(network, evaluation);
        return ExitCode.Ok;
    }

    private static void Print(Network network, Evaluation evaluation)
    {
        CultureInfo plain = CultureInfo.InvariantCulture;
        (double median, double p99) = evaluation.Latency;
        Console.WriteLine(string.Create(plain, $"{network.Definition.Name} {network.Hash[..12]}, {evaluation.Samples} pictures, kernels {network.KernelSet}"));
        Console.WriteLine(string.Create(plain, $"accuracy    {evaluation.Accuracy:P2} with the exit policy"));
        for (int label = 0; label < evaluation.Classes.Count; label++)
        {
            int row = label;
            string answers = string.Join(", ", evaluation.Classes.Select((name, k) => $"{evaluation.Confusion[row, k]} {name}"));
            string recall = evaluation.Recall(label) is { } share ? share.ToString("P2", plain) : "no pictures";
            Console.WriteLine($"recall      {recall,-9} {evaluation.Classes[label]} (answered {answers})");
        }

        for (int exit = 0; exit < evaluation.Correct.Length; exit++)
        {
            double share = evaluation.Answered[exit] / (double)evaluation.Samples, alone = evaluation.Correct[exit] / (double)evaluation.Samples;
            string differs = exit == evaluation.Correct.Length - 1
                ? "" : string.Create(plain, $", {evaluation.Differs[exit]} of {evaluation.Answered[exit]} not as the last exit");
            Console.WriteLine(string.Create(
                plain, $"exit {exit + 1}      answers {share,7:P1}{differs}, alone {alone:P2}, {evaluation.Macs[exit]:N0} multiply-accumulates"));
        }

        Console.WriteLine(string.Create(plain, $"mean        {evaluation.MeanMacs:N0} multiply-accumulates a picture"));
        Console.WriteLine(string.Create(plain, $"latency     {median:F0} µs median, {p99:F0} µs exceeded by 1 %"));
    }
}
