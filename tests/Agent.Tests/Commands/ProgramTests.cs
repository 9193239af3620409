using System.Diagnostics;
using System.Text.Json;
using Inference;
using Inference.Format;
using Sensors.Imaging;
using Sensors.Simulation;

namespace Agent.Tests.Commands;

/// <summary>The program as a person or a script starts it: what goes to which stream, and what Ctrl-C leaves behind.</summary>
public sealed class ProgramTests : IDisposable
{
    private const string Recipe = """
        {
          "name": "toy", "height": 16, "width": 16, "classes": ["nothing", "person", "vehicle"],
          "stages": [
            { "layers": [{ "kind": "byte_conv", "channels": 16 }, { "kind": "max_pool" }], "exit": { "grid": 2 } },
            { "layers": [{ "kind": "binary_residual", "channels": 16 }], "exit": { "grid": 2 } }
          ],
          "training": { "steps": 1500, "batch": 8, "simulated_crops": 5 }
        }
        """;

    private const string Chains = """
        {
          "name": "toy", "height": 16, "width": 16, "classes": ["nothing", "person", "vehicle"],
          "stages": [{ "layers": [{ "kind": "sign_conv", "kernel": 3, "stride": 2, "channels": 32 }], "exit": { "grid": 4, "logit_scale": 16384 } }],
          "chain": { "steps": 20000, "lambda_start": 0.1, "lambda": 100, "moves_per_visit": 20, "exit_share": 0.5, "keep": 41 }
        }
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("vigie").FullName;

    public ProgramTests()
    {
        byte[] crop = new byte[256];
        foreach ((string name, SceneClass? what) in new (string, SceneClass?)[] { ("nothing", null), ("person", SceneClass.Person), ("vehicle", SceneClass.Vehicle), ("animal", null) })
        {
            Directory.CreateDirectory(Path.Combine(_folder, "data", name));
            for (int i = 0; i < 4; i++)
            {
                TrainingScenes.Render(i, what, crop, 16);
                File.WriteAllBytes(Path.Combine(_folder, "data", name, $"{i}.jpg"), Jpeg.EncodeLuma(crop, 16, 16, 95));
            }
        }

        File.WriteAllText(Path.Combine(_folder, "recipe.json"), Recipe);
    }

    public void Dispose() => Directory.Delete(_folder, true);

    [Fact]
    public async Task Eval_prints_one_JSON_document_and_warns_elsewhere()
    {
        (int code, string output, string errors) = await End(Start("eval", "--data", "data", "--json", "--model", await Trained()));
        Assert.Equal(0, code);
        Assert.Contains("animal", errors, StringComparison.Ordinal);
        using JsonDocument document = JsonDocument.Parse(output);
        JsonElement root = document.RootElement;
        Assert.Equal(["samples", "accuracy", "recall", "exits"], root.EnumerateObject().Select(property => property.Name));
        Assert.Equal(12, root.GetProperty("samples").GetInt32());
        Assert.Equal(["nothing", "person", "vehicle"], root.GetProperty("recall").EnumerateObject().Select(property => property.Name));
        Assert.Equal(1, root.GetProperty("exits").EnumerateArray().Sum(exit => exit.GetProperty("share").GetDouble()), 1e-9);
        Assert.Equal(["exit", "share", "accuracy", "macs"], root.GetProperty("exits")[0].EnumerateObject().Select(property => property.Name));
    }

    [Fact]
    public async Task Training_stopped_by_Ctrl_C_and_taken_up_again_ends_in_the_same_file()
    {
        string whole = await Trained();
        Process stopped = Start("train", "--data", "data", "--recipe", "recipe.json", "--out", "again.safetensors");
        // Its first line comes when training begins.
        while (await stopped.StandardError.ReadLineAsync(TestContext.Current.CancellationToken) is { } line && !line.Contains(" steps of ", StringComparison.Ordinal))
        {
        }

        using (Process interrupt = Process.Start("kill", ["-INT", $"{stopped.Id}"]))
            await interrupt.WaitForExitAsync(TestContext.Current.CancellationToken);
        (int code, _, _) = await End(stopped);
        Assert.Equal(130, code);
        Assert.True(File.Exists(Path.Combine(_folder, "again.safetensors.checkpoint")));
        Assert.False(File.Exists(Path.Combine(_folder, "again.safetensors")));

        (code, _, string errors) = await End(Start("train", "--data", "data", "--recipe", "recipe.json", "--out", "again.safetensors"));
        Assert.True(code == 0, errors);
        Assert.Contains("going on from", errors, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(_folder, "again.safetensors.checkpoint")));
        Assert.Equal(File.ReadAllBytes(whole), File.ReadAllBytes(Path.Combine(_folder, "again.safetensors")));
    }

    [Fact]
    public async Task Chains_leave_draws_whose_average_knows_the_pictures_they_saw()
    {
        File.WriteAllText(Path.Combine(_folder, "chains.json"), Chains);
        (int code, _, string errors) = await End(Start(
            "train", "--data", "data", "--recipe", "chains.json", "--optimizer", "mcmc", "--out", "last.safetensors", "--keep", "draws", "--plot", "draws.svg"));
        Assert.True(code == 0, errors);
        Assert.Contains("</svg>", File.ReadAllText(Path.Combine(_folder, "draws.svg")), StringComparison.Ordinal);

        // As sure as can be, 41 times: probabilities that were added up as quotients came out above 1.
        (code, string output, errors) = await End(Start("eval", "--data", "data", "--json", "--model", "draws"));
        Assert.True(code == 0, errors);
        using JsonDocument document = JsonDocument.Parse(output);
        Assert.Equal(41, document.RootElement.GetProperty("networks").GetInt32());
        Assert.Equal(1, document.RootElement.GetProperty("accuracy").GetDouble());
        Assert.InRange(document.RootElement.GetProperty("calibration_error").GetDouble(), 0, 0.01);
    }

    [Fact]
    public async Task Tuning_writes_a_network_and_a_guard_that_cannot_see_a_gain_refuses_it()
    {
        string[] tune = ["tune", "--model", await Trained(), "--data", "data", "--seed", "5"];
        (int code, string output, string errors) = await End(Start([.. tune, "--steps", "2000", "--out", "tuned.safetensors", "--keep", "draws"]));
        Assert.True(code == 0, errors);
        Assert.Contains("anchors  0 learnt from, 0 for the guard", output, StringComparison.Ordinal);
        Assert.Contains("chain    2,000 steps in ", output, StringComparison.Ordinal);
        Assert.Contains("no anchors, neither in the model file (vigie anchors) nor by --anchors: nothing guards", output, StringComparison.Ordinal);
        Assert.Equal(20, Directory.GetFiles(Path.Combine(_folder, "draws")).Length);
        (code, _, errors) = await End(Start([.. tune, "--steps", "2000", "--out", "again.safetensors"]));
        Assert.True(code == 0, errors);
        Assert.Equal(File.ReadAllBytes(Path.Combine(_folder, "tuned.safetensors")), File.ReadAllBytes(Path.Combine(_folder, "again.safetensors")));

        (code, output, errors) = await End(Start([.. tune, "--law", "student", "--stage", "2", "--out", "exit.safetensors", "--keep", "draws", "--steps", "10"]));
        Assert.True(code == 0, errors);
        Assert.Contains("none of moves of the layer", output, StringComparison.Ordinal);
        Assert.Equal(5, Directory.GetFiles(Path.Combine(_folder, "draws")).Length);

        (code, output, errors) = await End(Start([.. tune, "--law", "student", "--vote", "7", "--steps", "100", "--out", "vote.safetensors"]));
        Assert.True(code == 0, errors);
        Assert.Contains("vote of 7 draws, temperature 1.00, not fitted: without anchors", output, StringComparison.Ordinal);
        (code, output, errors) = await End(Start("eval", "--model", "vote.safetensors", "--data", "data"));
        Assert.True(code == 0 && output.Contains("accuracy", StringComparison.Ordinal), errors);
        (code, _, errors) = await End(Start([.. tune, "--law", "student", "--vote", "--steps", "1", "--out", "vote.safetensors"]));
        Assert.Equal(65, code);
        Assert.Contains("expected 2 to 64", errors, StringComparison.Ordinal);

        (code, output, _) = await End(Start([.. tune, "--anchors", "data", "--steps", "2000", "--out", "guarded.safetensors", "--keep", "guarded"]));
        Assert.Equal(1, code);
        Assert.False(Directory.Exists(Path.Combine(_folder, "guarded")));
        Assert.Contains("refused: found 3 labelled samples, expected at least", output, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(_folder, "guarded.safetensors")));
    }

    [Fact]
    public async Task Anchors_in_the_model_file_are_rehearsed_in_part_and_the_guard_sees_the_others()
    {
        (int code, string output, string errors) = await End(Start("anchors", "--model", await Trained(), "--simulated", "31", "--out", "anchored.safetensors"));
        Assert.True(code == 0, errors);
        int guarded = Optimizers.Learning.Rounds.AnchorSplit.GuardedOf(31);
        Assert.InRange(guarded, 15, 30);
        Assert.Contains("31 anchors", output, StringComparison.Ordinal);
        Assert.Contains(" of 11, ", output, StringComparison.Ordinal);

        string[] tune = ["tune", "--model", "anchored.safetensors", "--data", "data", "--seed", "5", "--steps", "2000", "--out", "tuned.safetensors"];
        (code, output, _) = await End(Start(tune));
        Assert.Equal(1, code);
        Assert.Contains($"anchors  {31 - guarded} learnt from, {guarded} for the guard", output, StringComparison.Ordinal);
        Assert.Contains("refused", output, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(_folder, "tuned.safetensors")));

        (code, output, _) = await End(Start([.. tune, "--anchors", "data"]));
        Assert.Equal(1, code);
        Assert.Contains("anchors  6 learnt from, 6 for the guard", output, StringComparison.Ordinal);

        (code, output, errors) = await End(Start([.. tune, "--no-guard"]));
        Assert.True(code == 0, errors);
        Assert.Contains($"anchors  {31 - guarded} learnt from, 0 for the guard", output, StringComparison.Ordinal);
        Assert.Contains("--no-guard: nothing guards", output, StringComparison.Ordinal);

        Assert.Equal(31, AnchorSet.Of(Network.Read(Path.Combine(_folder, "tuned.safetensors")).Definition)?.Count);
    }

    [Fact]
    public async Task Bench_prints_one_JSON_document_whose_parts_add_up()
    {
        (int code, string output, string errors) = await End(Start("bench", "--json", "--runs", "20"));
        Assert.True(code == 0, errors);
        using JsonDocument document = JsonDocument.Parse(output);
        JsonElement root = document.RootElement;
        Assert.Equal(0, root.GetProperty("allocated_bytes").GetInt64());
        Assert.True(root.GetProperty("kernel_sets").GetProperty(root.GetProperty("kernels").GetString()!).GetBoolean());
        long macs = root.GetProperty("layers").EnumerateArray().Sum(layer => layer.GetProperty("macs").GetInt64());
        Assert.Equal(macs, root.GetProperty("exits").EnumerateArray().Last().GetProperty("macs").GetInt64());
        Assert.All(root.GetProperty("layers").EnumerateArray(), layer =>
        {
            JsonElement time = layer.GetProperty("time");
            Assert.True(time.GetProperty("minimum_us").GetDouble() <= time.GetProperty("median_us").GetDouble());
            Assert.True(time.GetProperty("median_us").GetDouble() <= time.GetProperty("p99_us").GetDouble());
        });
    }

    [Fact]
    public async Task Check_prints_JSON_and_a_bad_configuration_ends_with_78()
    {
        File.WriteAllText(Path.Combine(_folder, "bad.json"), """{ "devize": "yard", "camera": { "uri": 7 } }""");
        (int code, string output, _) = await End(Start("check", "--json", "--config", "bad.json"));
        Assert.Equal(78, code);
        using JsonDocument document = JsonDocument.Parse(output);
        Assert.Contains(document.RootElement.GetProperty("findings").EnumerateArray(), finding => finding.GetProperty("found").GetString()!.Contains("did you mean \"device\"", StringComparison.Ordinal));
    }

    private async Task<string> Trained()
    {
        (int code, _, string errors) = await End(Start("train", "--data", "data", "--recipe", "recipe.json", "--out", "whole.safetensors"));
        Assert.True(code == 0, errors);
        return Path.Combine(_folder, "whole.safetensors");
    }

    /// <summary>By way of env: tests that a script runs in the background inherit an ignored SIGINT, and so would the program.</summary>
    private Process Start(params string[] arguments) => Process.Start(new ProcessStartInfo(
        "env", ["--default-signal=INT", Path.Combine(AppContext.BaseDirectory, "vigie"), .. arguments])
    {
        WorkingDirectory = _folder,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    })!;

    private static async Task<(int Code, string Output, string Errors)> End(Process process)
    {
        using (process)
        {
            Task<string> output = process.StandardOutput.ReadToEndAsync();
            Task<string> errors = process.StandardError.ReadToEndAsync();
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            return (process.ExitCode, await output, await errors);
        }
    }
}
