using System.CommandLine;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Agent.Training;
using Inference;
using Inference.Format;
using Optimizers.Chains.Training;
using Optimizers.Gradient;
using Sensors.Simulation;

namespace Agent.Commands;

/// <summary><c>vigie train</c>: a network from labelled pictures, by gradient.</summary>
internal static class TrainCommand
{
    private const int CheckpointEvery = 500;

    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        Command command = new("train", """
            Train a network on labelled pictures. A run that is stopped by Ctrl-C leaves OUT.checkpoint; the same command takes
            it up again and ends in the same network.
            """);
        Option<string> recipe = new("--recipe") { Description = "Plan of the network and of its training (JSON; models/recipes/)", HelpName = "FILE", Required = true };
        Option<string> output = new("--out") { Description = "Model file to write", HelpName = "FILE", Required = true };
        Option<ulong> seed = new("--seed") { Description = "Everything random follows from it", DefaultValueFactory = _ => 1 };
        Option<string> optimizer = new("--optimizer") { Description = "sgd: by gradient, with Adam; bop: by gradient, binary weights are flipped; mcmc: by Markov chains, without gradient", DefaultValueFactory = _ => "sgd" };
        optimizer.AcceptOnlyFromAmong("sgd", "bop", "mcmc");
        Option<int?> steps = new("--steps") { Description = "Steps instead of the recipe's; fewer are faster and less accurate" };
        Option<string?> time = new("--for") { Description = "Train for so long instead of the recipe's steps: 90s, 10m, 2h, 1d; the result then depends on the machine", HelpName = "TIME" };
        Option<bool> fresh = new("--fresh") { Description = "Begin anew even if there is a checkpoint" };
        Option<string?> keep = new("--keep") { Description = "mcmc: folder for the samples of the posterior, each a network; vigie eval --model FOLDER averages them", HelpName = "FOLDER" };
        Option<string?> plot = new("--plot") { Description = "mcmc: write loss, acceptance, λ and speed over the steps as a picture (SVG)", HelpName = "FILE" };
        DataOptions data = new(command, "train part of an index or of idx files; default: all of an index", canChoose: true);
        foreach (Option option in new Option[] { recipe, output, seed, steps, time, optimizer, fresh, keep, plot })
            command.Options.Add(option);
        Duration.Check(time);
        command.Validators.Add(result =>
        {
            if (result.GetValue(steps) is not null && result.GetValue(time) is not null)
                result.AddError("--for and --steps exclude each other");
        });
        command.SetAction((parsed, token) => Task.FromResult(Failures.Catch(() =>
        {
            Plan plan = new(
                parsed.GetValue(recipe)!, parsed.GetValue(output)!, parsed.GetValue(seed), parsed.GetValue(steps), parsed.GetValue(fresh),
                Options(parsed.GetValue(optimizer)!, parsed.GetValue(time)))
            {
                IsChain = parsed.GetValue(optimizer) == "mcmc",
                Samples = parsed.GetValue(keep),
                Plot = parsed.GetValue(plot),
            };
            return Run(data.Of(parsed, plan.Seed), plan, token);
        })));
        return command;
    }

    private static TrainerOptions Options(string optimizer, string? time) => new(
        optimizer == "bop" ? UpdateRule.Bop : UpdateRule.Adam,
        time is not null && Duration.TryParse(time, out TimeSpan limit) ? limit : null);

    private static int Run(DataSelection selection, Plan plan, CancellationToken token)
    {
        (string recipeFile, string output, ulong seed, int? steps, bool fresh, TrainerOptions options) = plan;
        SafeFile.Try(output);
        Recipe recipe = Recipe.Parse(File.ReadAllBytes(recipeFile), recipeFile);
        recipe.Training.Steps = steps ?? recipe.Training.Steps;
        if (plan.IsChain && steps is not null)
            (recipe.Chain ??= new()).Steps = steps.Value;
        if (recipe.Training.Steps < 1)
            throw new RecipeException($"--steps: found {steps}, expected at least 1");
        LabelledImages images = LabelledImages.Read(
            selection with { Part = selection.Part ?? IdxDefault(selection) }, recipe.Classes, new InputShape(recipe.Height, recipe.Width, recipe.Channels));
        DataOptions.Warn(images);
        TrainingSet set = new();
        foreach (LabelledImage image in images.Images)
            set.Add(image.Pixels, image.Label, image.Source);
        AddSimulated(set, recipe, seed);
        if (plan.IsChain)
        {
            ChainTrainingOptions chain = new(
                recipe.Name, output, set.Count, $"{seed} {Fingerprint(recipe, set)}", options.Limit, fresh, plan.Samples, plan.Plot);
            return new ChainTraining(new ChainTrainer(recipe, set, seed), chain).Run(token);
        }

        Trainer trainer = new(recipe, set, seed, Fingerprint(recipe, set), options);
        // The engine has rules of its own: better to hear of them now than after the last step.
        ModelFile.Write(trainer.Export(), Stream.Null);
        string checkpoint = output + ".checkpoint";
        Resume(trainer, checkpoint, fresh);
        Console.Error.WriteLine($"{set.Count} pictures, {(options.Limit is { } limit ? $"{limit.TotalSeconds:0} s in" : $"{trainer.Steps}")} steps of {recipe.Training.Batch}");
        if (!Train(trainer, checkpoint, token))
        {
            Console.Error.WriteLine($"\nstopped after {trainer.Step} steps, {trainer.Share:P0} of the run; the same command goes on from {checkpoint}");
            return ExitCode.Interrupted;
        }

        SafeFile.Write(output, stream => ModelFile.Write(trainer.Export(), stream));
        File.Delete(checkpoint);
        Console.Error.WriteLine($"wrote {output}, {new FileInfo(output).Length:N0} bytes, after {trainer.Step} steps; measure it with: vigie eval --model {output} --data …");
        return ExitCode.Ok;
    }

    private static bool Train(Trainer trainer, string checkpoint, CancellationToken token)
    {
        ProgressLine progress = new(trainer.Share);
        double[] accuracy = [];
        while (!trainer.IsDone)
        {
            if (token.IsCancellationRequested || (trainer.Step > 0 && trainer.Step % CheckpointEvery == 0))
                SafeFile.Write(checkpoint, trainer.Save);
            if (token.IsCancellationRequested)
                return false;
            ExitProgress[] exits = trainer.RunStep();
            if (accuracy.Length == 0)
                accuracy = [.. exits.Select(exit => exit.Accuracy)];
            for (int i = 0; i < exits.Length; i++)
                accuracy[i] += (exits[i].Accuracy - accuracy[i]) * 0.02;
            progress.Show(trainer.Share, () => "accuracy by exit, on changed pictures: "
                + string.Join(" ", accuracy.Select(a => a.ToString("P1", CultureInfo.InvariantCulture))));
        }

        return true;
    }

    private static void Resume(Trainer trainer, string checkpoint, bool fresh)
    {
        if (fresh || !File.Exists(checkpoint))
            return;
        using FileStream stream = File.OpenRead(checkpoint);
        trainer.Load(stream);
        Console.Error.WriteLine($"going on from {checkpoint}, step {trainer.Step}; --fresh begins anew");
    }

    /// <summary>Renders the crops that the recipe asks for; classes the simulator does not know get none.</summary>
    private static void AddSimulated(TrainingSet set, Recipe recipe, ulong seed)
    {
        for (int label = 0; label < recipe.Classes.Length; label++)
        {
            if (!SimulatedCrops.Knows(recipe.Classes[label], out SceneClass? what))
                continue;
            ulong first = (seed * 1_000_003) + ((ulong)label * 1_000_000);
            byte[][] crops = new byte[recipe.Training.SimulatedCrops][];
            Parallel.For(0, crops.Length, i =>
            {
                crops[i] = new byte[recipe.Height * recipe.Width];
                TrainingScenes.Render((long)(first + (ulong)i), what, crops[i], recipe.Width);
            });
            foreach (byte[] crop in crops)
                set.Add(crop, label, TrainingSet.Simulator);
        }
    }

    private static string Fingerprint(Recipe recipe, TrainingSet set)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(recipe.ToJson());
        for (int i = 0; i < set.Count; i++)
        {
            hash.AppendData(set.Image(i));
            hash.AppendData(Encoding.UTF8.GetBytes($"{set.Label(i)} {set.Source(i)}"));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>What the command line asks for besides the data.</summary>
    private sealed record Plan(string Recipe, string Output, ulong Seed, int? Steps, bool Fresh, TrainerOptions Options)
    {
        /// <summary>Whether chains train.</summary>
        public bool IsChain { get; init; }

        /// <summary>Folder for the samples of a chain.</summary>
        public string? Samples { get; init; }

        /// <summary>File for the plot of a chain.</summary>
        public string? Plot { get; init; }
    }

    private static string? IdxDefault(DataSelection selection) =>
        Directory.Exists(selection.Path) && IdxFiles.Find(selection.Path, "train") is not null ? "train" : null;
}
