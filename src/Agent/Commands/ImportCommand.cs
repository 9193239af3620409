using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Text.Json;
using Agent.Import;
using Agent.Import.Onnx;
using Agent.Training;
using Inference;
using Inference.Format;

namespace Agent.Commands;

/// <summary><c>vigie import</c>: a network from an ONNX model.</summary>
internal sealed class ImportCommand
{
    /// <summary>Pictures that show the ranges of maps; more change little and take long.</summary>
    private const int MostPictures = 512;
    private const StringSplitOptions Separation = StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries;

    private readonly Argument<string> _model = new("MODEL") { Description = "The model, an ONNX file" };
    private readonly Option<string> _as = new("--as") { Description = "float, int8 (quantised with --data, unless the model is already), or binary-trunk (for networks with Sign)", Required = true };
    private readonly Option<string[]> _exits = List("--exits", "Names of the tensors or nodes that give the logits of the exits, or their softmax; the last output of the model is one in any case. Default: every output");
    private readonly Option<string[]> _classes = List("--classes", "Names of the classes in the order of the logits; default: 0,1,2,…");
    private readonly Option<string?> _output = new("--out") { Description = "Model file to write; default: MODEL with the ending .safetensors", HelpName = "FILE" };
    private readonly Option<float> _scale = new("--scale") { Description = "The model's input is (byte × scale − mean) / std; default 1/255", DefaultValueFactory = _ => 1 / 255f };
    private readonly Option<string[]> _mean = List("--mean", "One number, or one a channel; default 0");
    private readonly Option<string[]> _deviation = List("--std", "One number, or one a channel; default 1");
    private readonly Option<string?> _data = new("--data") { Description = "Pictures for --as int8: a folder, or what eval reads; their classes do not matter", HelpName = "PATH" };
    private readonly Option<bool> _json = new("--json") { Description = "One JSON document on standard output" };

    /// <summary>Makes the command.</summary>
    public static Command Create() => new ImportCommand().Make();

    private Command Make()
    {
        Command command = new("import", "Make a network of an ONNX model: its layers become the engine's, cut into stages at the exits.");
        command.Arguments.Add(_model);
        _as.AcceptOnlyFromAmong("float", "int8", "binary-trunk");
        foreach (Option option in new Option[] { _as, _exits, _data, _output, _classes, _scale, _mean, _deviation, _json })
            command.Options.Add(option);
        _deviation.Validators.Add(result =>
            Check(result, _deviation, number => number != 0 && float.IsFinite(number), "a number other than 0"));
        _scale.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<float>() is var scale && (scale == 0 || !float.IsFinite(scale)))
                result.AddError($"--scale: found {scale}, expected a number other than 0");
        });
        _mean.Validators.Add(result => Check(result, _mean, float.IsFinite, "a number"));
        command.SetAction((parsed, token) => Task.FromResult(Failures.Catch(() => Run(parsed, token))));
        return command;
    }

    private int Run(ParseResult parsed, CancellationToken token)
    {
        string model = parsed.GetValue(_model)!;
        string output = parsed.GetValue(_output) ?? Path.ChangeExtension(model, ".safetensors");
        SafeFile.Try(output);
        string name = Path.GetFileNameWithoutExtension(model);
        ImportOptions options = new(
            name[..Math.Min(name.Length, NetworkBounds.NameLength)],
            parsed.GetValue(_exits) ?? [],
            parsed.GetValue(_as) switch { "float" => Target.Float, "int8" => Target.Int8, _ => Target.BinaryTrunk },
            parsed.GetValue(_classes) ?? [],
            new PixelScaling(parsed.GetValue(_scale), Numbers(parsed.GetValue(_mean), 0), Numbers(parsed.GetValue(_deviation), 1)));
        string? data = parsed.GetValue(_data);
        Func<InputShape, IReadOnlyList<byte[]>>? pictures = data is null ? null : shape => Pictures(data, shape);
        ImportedNetwork imported = Importer.Import(OnnxFile.Read(model), options, pictures, token);
        foreach (string warning in imported.Warnings)
            Console.Error.WriteLine($"warning: {warning}");
        using MemoryStream file = new();
        ModelFile.Write(imported.Definition, file);
        SafeFile.Write(output, file.WriteTo);
        Network network = Network.Read(output);
        ImportReport report = ImportReport.Of(network, imported, output);
        if (parsed.GetValue(_json))
            Console.WriteLine(JsonSerializer.Serialize(report, ImportJson.Default.ImportReport));
        else
            Print(report);
        return ExitCode.Ok;
    }

    private static void Print(ImportReport report)
    {
        CultureInfo plain = CultureInfo.InvariantCulture;
        foreach (ImportExit exit in report.Exits)
        {
            string layers = $"{exit.TrunkLayers} trunk layers, {exit.HeadLayers} of its own";
            Console.WriteLine(string.Create(plain, $"exit {exit.Exit,-2} {exit.Logits}: {layers}, {exit.Macs:N0} multiply-accumulates"));
        }

        Console.WriteLine(string.Create(plain, $"wrote {report.File}, {report.Bytes:N0} bytes"));
        Console.WriteLine($"measure it with: vigie eval --model {report.File} --data …");
    }

    /// <summary>Pictures of a size, evenly chosen where there are many.</summary>
    private static byte[][] Pictures(string path, InputShape shape)
    {
        LabelledImages read = LabelledImages.Read(new DataSelection(path, null, null, []), null, shape);
        DataOptions.Warn(read);
        int count = Math.Min(read.Images.Count, MostPictures);
        return [.. Enumerable.Range(0, count).Select(i => read.Images[(int)((long)i * read.Images.Count / count)].Pixels)];
    }

    private static Option<string[]> List(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "A,B,…",
        CustomParser = result => [.. result.Tokens.SelectMany(token => token.Value.Split(',', Separation))],
    };

    private static void Check(OptionResult result, Option<string[]> option, Func<float, bool> isGood, string expected)
    {
        foreach (string text in result.GetValue(option) ?? [])
        {
            if (!float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out float number) || !isGood(number))
                result.AddError($"{option.Name}: found \"{text}\", expected {expected}");
        }
    }

    private static float[] Numbers(string[]? texts, float otherwise) =>
        texts is null or [] ? [otherwise] : [.. texts.Select(text => float.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture))];
}
