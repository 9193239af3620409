using Optimizers.Chains.Stages;

namespace Optimizers.Gradient;

/// <summary>What the numbers of a recipe must keep to; how its layers fit together is found out when the network is built.</summary>
internal static class RecipeRules
{
    private const int LargestSide = 512;

    /// <summary>The first fault; null when there is none.</summary>
    public static string? Check(Recipe recipe)
    {
        TrainingRecipe training = recipe.Training;
        if (recipe.Height is < 1 or > LargestSide || recipe.Width is < 1 or > LargestSide)
            return $"height, width: found {recipe.Height}×{recipe.Width}, expected 1 to {LargestSide}";
        if (recipe.Channels is not (1 or 3))
            return $"channels: found {recipe.Channels}, expected 1 or 3";
        if (recipe.Classes.Length < 2 || recipe.Classes.Distinct().Count() != recipe.Classes.Length)
            return $"classes: found {string.Join(", ", recipe.Classes)}, expected at least 2, each once";
        if (recipe.Stages.Length < 1)
            return "stages: found none, expected at least 1";
        if (training.Steps < 1 || training.SimulatedCrops < 0)
            return $"steps, simulated_crops: found {training.Steps} and {training.SimulatedCrops}, expected at least 1 and 0";
        if (training.SimulatedCrops > 0 && (recipe.Height != recipe.Width || recipe.Channels != 1 || recipe.Height is < 16 or > 256))
            return $"simulated_crops: found with pictures of {recipe.Height}×{recipe.Width}×{recipe.Channels}, expected squares of 16 to 256 with 1 channel";
        return Stages(recipe) ?? Bop(training.Bop) ?? Pruning(recipe) ?? Shares(recipe);
    }

    private static string? Stages(Recipe recipe)
    {
        for (int stage = 0; stage < recipe.Stages.Length; stage++)
        {
            ExitRecipe exit = recipe.Stages[stage].Exit;
            if (!(exit.Threshold is >= 0 and <= 1) || !(exit.LossWeight is >= 0 and <= 1000))
                return $"stage {stage + 1}, exit: found threshold {exit.Threshold} and loss_weight {exit.LossWeight}, expected 0 to 1 and 0 to 1000";
            if (exit.LogitScale is not null && !SignShapes.Suits(recipe))
                return $"stage {stage + 1}, exit: found logit_scale, expected it only in a network of sign_conv and sign_dense";
            foreach (LayerRecipe layer in recipe.Stages[stage].Layers)
            {
                if (layer.Stride is not (1 or 2))
                    return $"stage {stage + 1}, {layer.Kind}: found stride {layer.Stride}, expected 1 or 2";
                if (Stranger(layer) is { } key)
                    return $"stage {stage + 1}, {layer.Kind}: found \"{key}\", which belongs to another kind of layer";
            }
        }

        return null;
    }

    /// <summary>A key that the layer's kind does not know.</summary>
    private static string? Stranger(LayerRecipe layer) => layer switch
    {
        { Units: not 0, Kind: not "sign_dense" } => "units",
        { Level: not 0, Kind: not "binarize" } => "level",
        { Pool: true, Kind: not "sign_conv" } => "pool",
        { Channels: not 0, Kind: "sign_dense" or "binarize" } => "channels",
        _ => null,
    };

    private static string? Bop(BopRecipe bop) => bop.Adaptivity is > 0 and <= 1 && bop.Threshold is >= 0 and < float.PositiveInfinity
        ? null : $"bop: found adaptivity {bop.Adaptivity} and threshold {bop.Threshold}, expected above 0 to 1, and 0 or more";

    private static string? Pruning(Recipe recipe)
    {
        LayerRecipe[] layers = [.. recipe.Stages.SelectMany(stage => stage.Layers)];
        if (layers.FirstOrDefault(layer => layer.Sparsity is not null && (layer.Kind != "float_conv" || recipe.Pruning is null)) is { } strange)
            return $"sparsity: found in a {strange.Kind}, expected in a float_conv of a recipe with \"pruning\"";
        if (recipe.Pruning is not { } pruning)
            return null;
        double[] sparsities = [pruning.Sparsity, .. layers.Select(layer => layer.Sparsity).OfType<double>().Where(sparsity => sparsity != 0)];
        foreach (double sparsity in sparsities)
        {
            if (!(sparsity is > 0 and < 1))
                return $"pruning, sparsity: found {sparsity}, expected a share above 0 and below 1, or 0 in a layer that stays dense";
        }

        if (pruning.Block is not (4 or 8 or 16))
            return $"pruning, block: found {pruning.Block}, expected 4, 8 or 16 output channels";
        if (!(pruning.Begin >= 0 && pruning.Begin < pruning.End && pruning.End <= 1))
            return $"pruning, begin and end: found {pruning.Begin} and {pruning.End}, expected 0 <= begin < end <= 1, shares of the steps";
        if (pruning.Every < 1)
            return $"pruning, every: found {pruning.Every}, expected at least 1 step";
        return layers.Skip(1).Any(layer => layer.Kind == "float_conv" && layer.Sparsity != 0)
            ? null
            : "pruning: found no layer to prune, expected a float_conv after the first layer";
    }

    private static string? Shares(Recipe recipe)
    {
        Dictionary<string, double> shares = recipe.Training.ClassShares;
        if (shares.Count == 0)
            return null;
        string[] strange = [.. shares.Keys.Except(recipe.Classes)], missing = [.. recipe.Classes.Except(shares.Keys)];
        if (strange.Length > 0 || missing.Length > 0)
            return $"class_shares: found {string.Join(", ", shares.Keys)}, expected every class and nothing else: {string.Join(", ", recipe.Classes)}";
        return shares.Values.All(share => share is > 0 and < double.PositiveInfinity) ? null : "class_shares: expected numbers above 0";
    }
}
