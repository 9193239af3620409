using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Agent.Training;
using Inference;
using Optimizers.Chains.Diagnostics;

namespace Agent.Commands;

/// <summary><c>vigie eval --model FOLDER</c>: the average of networks, such as samples of a posterior, at their last exit.</summary>
internal static class EnsembleEval
{
    /// <summary>Measures the networks of a folder on labelled pictures.</summary>
    public static int Run(string folder, DataSelection selection, bool json, CancellationToken token)
    {
        string[] files = [.. Directory.GetFiles(folder, "*.safetensors").Order(StringComparer.Ordinal)];
        if (files.Length == 0)
            throw new DataException($"{folder}: found no .safetensors, expected at least one network");
        Network[] networks = [.. files.Select(Network.Read)];
        foreach (Network network in networks)
        {
            if (!network.Classes.SequenceEqual(networks[0].Classes) || network.Input != networks[0].Input)
                throw new DataException($"{folder}: found networks of different inputs or classes, expected one kind");
        }

        LabelledImages images = LabelledImages.Read(selection, networks[0].Classes, networks[0].Input);
        DataOptions.Warn(images);
        Print(Measure(networks, images.Images, token), json);
        return ExitCode.Ok;
    }

    private static EnsembleReport Measure(Network[] networks, IReadOnlyList<LabelledImage> images, CancellationToken token)
    {
        DrawAverage average = new(networks);
        int classes = networks[0].Classes.Count;
        int[] right = new int[classes], all = new int[classes];
        foreach (LabelledImage image in images)
        {
            token.ThrowIfCancellationRequested();
            all[image.Label]++;
            right[image.Label] += average.Add(image.Pixels, image.Label) ? 1 : 0;
        }

        return new EnsembleReport(
            average.Samples, networks.Length, average.Accuracy, average.MeanAccuracy, average.CalibrationError, average.LogLoss,
            networks[0].Classes.Select((name, k) => (name, k)).Where(one => all[one.k] > 0).ToDictionary(one => one.name, one => right[one.k] / (double)all[one.k]));
    }

    private static void Print(EnsembleReport report, bool json)
    {
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(report, EnsembleJson.Default.EnsembleReport));
            return;
        }

        CultureInfo plain = CultureInfo.InvariantCulture;
        Console.WriteLine(string.Create(plain, $"{report.Networks} networks, {report.Samples} pictures, last exits"));
        Console.WriteLine(string.Create(plain, $"accuracy    {report.Accuracy:P2} of the average, {report.MeanAccuracy:P2} of one alone, on average"));
        Console.WriteLine(string.Create(plain, $"calibration {report.CalibrationError:P2} expected error, {report.LogLoss:F4} nats a picture"));
        foreach ((string name, double recall) in report.Recall)
            Console.WriteLine(string.Create(plain, $"recall      {recall,-9:P2} {name}"));
    }
}

/// <summary>The JSON document of <c>eval</c> for a folder of networks.</summary>
/// <param name="Samples">Pictures.</param>
/// <param name="Networks">Networks averaged.</param>
/// <param name="Accuracy">Of the average of the probabilities.</param>
/// <param name="MeanAccuracy">Mean of the accuracies of the networks alone.</param>
/// <param name="CalibrationError">Expected calibration error of the average, 15 bins.</param>
/// <param name="LogLoss">Mean of −log of the probability of the right class, nats.</param>
/// <param name="Recall">By class.</param>
internal sealed record EnsembleReport(
    int Samples, int Networks, double Accuracy, double MeanAccuracy, double CalibrationError, double LogLoss, Dictionary<string, double> Recall);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(EnsembleReport))]
internal sealed partial class EnsembleJson : JsonSerializerContext;
