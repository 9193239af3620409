using System.Globalization;
using Optimizers.Chains.Stages;
using Optimizers.Gradient;

namespace Optimizers.Chains.Training;

/// <summary>What the numbers of a <see cref="ChainRecipe"/> must keep to.</summary>
internal static class ChainRecipeRules
{
    /// <summary>Refuses a recipe that cannot be followed, whatever the network.</summary>
    /// <exception cref="RecipeException">Names the key, what was found and what was expected.</exception>
    public static void Check(ChainRecipe chain)
    {
        Expect(chain.Steps >= 1, "steps", chain.Steps, "at least 1");
        Expect(chain.Lambda > 0 && double.IsFinite(chain.Lambda), "lambda", chain.Lambda, "above 0");
        Expect(chain.LambdaStart is null || (chain.LambdaStart > 0 && chain.LambdaStart <= chain.Lambda), "lambda_start", chain.LambdaStart, "above 0 and at most lambda");
        Expect(chain.Anneal is >= 0 and < 1, "anneal", chain.Anneal, "0 to below 1");
        Expect(chain.Memory.Length > 0 && chain.Memory[^1] == 1 && chain.Memory.Zip(chain.Memory.Skip(1)).All(pair => pair.First < pair.Second) && chain.Memory[0] > 0,
            "memory", string.Join(", ", chain.Memory), "shares above 0 that grow to 1");
        Expect(chain.MemorySteps.Length == chain.Memory.Length && chain.MemorySteps.All(share => share > 0) && Math.Abs(chain.MemorySteps.Sum() - 1) < 1e-9,
            "memory_steps", string.Join(", ", chain.MemorySteps), "as many shares as in memory, above 0, 1 in all");
        Expect(chain.MovesPerVisit >= 1, "moves_per_visit", chain.MovesPerVisit, "at least 1");
        Expect(chain.ExitMovesPerVisit >= 1, "exit_moves_per_visit", chain.ExitMovesPerVisit, "at least 1");
        Expect(chain.ExitShare is > 0 and < 1, "exit_share", chain.ExitShare, "above 0 and below 1");
        Expect(chain.Flips >= 1, "flips", chain.Flips, "at least 1");
        Expect(chain.ExitLargest is >= 1 and <= 1000, "exit_largest", chain.ExitLargest, "1 to 1,000");
        Expect(chain.ExitLargest == 1 || chain.Sparse is null, "exit_largest", chain.ExitLargest, "1 where \"sparse\" is given");
        Expect(chain.Chains is >= 1 and <= 64, "chains", chain.Chains, "1 to 64");
        Expect(chain.Rounds >= 1, "rounds", chain.Rounds, "at least 1");
        Expect(chain.Keep is >= 0 and <= 10_000, "keep", chain.Keep, "0 to 10,000");
        Expect(Loss(chain.Loss) is not null, "loss", chain.Loss, "cross_entropy, zero_one or hinge");
        CheckLaws(chain);
        if (chain.Sparse is { } sparse)
        {
            Expect(sparse.Inclusion is > 0 and < 1, "sparse, inclusion", sparse.Inclusion, "above 0 and below 1");
            Expect(sparse.Start is >= 0 and <= 1, "sparse, start", sparse.Start, "0 to 1");
        }

        if (chain.Units is not { } units)
            return;
        Expect(chain.Sparse is not null, "units", "no \"sparse\"", "it beside them: of a unit that is off, all weights of the exit are 0");
        Expect(units.Prior is "uniform" or "geometric", "units, prior", units.Prior, "uniform or geometric");
        Expect(units.Cost is null || units.Prior == "geometric", "units, cost", units.Cost, "none where the prior is uniform");
        Expect(units.Cost is null or (> 0 and <= 1000), "units, cost", units.Cost, "above 0, at most 1,000");
        Expect(units.Share is > 0 and < 1, "units, share", units.Share, "above 0 and below 1");
    }

    /// <summary>Refuses what a stage cannot follow.</summary>
    /// <param name="chain">Of the stage, checked.</param>
    /// <param name="shape">The stage.</param>
    /// <param name="isLast">Whether no other stage takes what it gives.</param>
    /// <exception cref="RecipeException">Names the key, what was found and what was expected.</exception>
    public static void Check(ChainRecipe chain, StageShape shape, bool isLast)
    {
        bool hasSigns = chain.Sparse is null || !shape.TakesBytes;
        const string NoSigns = "where \"sparse\" lets the weights on the picture be 0, so that they are no signs";
        Expect(hasSigns || chain.Law == "bin", "law", chain.Law, "bin " + NoSigns);
        Expect(hasSigns || chain.Prior == "uniform", "prior", chain.Prior, "uniform " + NoSigns);
        const string OneLayer = "where a stage has two layers, whose fast risk knows neither the field of flips nor single samples";
        Expect(shape.Layers.Count == 1 || chain.Law == "bin", "law", chain.Law, "bin " + OneLayer);
        Expect(shape.Layers.Count == 1 || chain.Batches == 0, "batches", chain.Batches, "0 " + OneLayer);
        Expect(isLast || chain.Units is null, "units", "them in a stage before the last", "them in the \"chain\" of the last stage alone: the stage after reads every unit");
    }

    /// <summary>The loss of a name; null: there is none.</summary>
    public static LossKind? Loss(string name) => name switch
    {
        "cross_entropy" => LossKind.CrossEntropy,
        "zero_one" => LossKind.ZeroOne,
        "hinge" => LossKind.Hinge,
        _ => null,
    };

    private static void CheckLaws(ChainRecipe chain)
    {
        const string Whole = "0 where a law looks at all samples before it chooses";
        Expect(chain.Law is "bin" or "informed" or "rejection_free", "law", chain.Law, "bin, informed or rejection_free");
        Expect(chain.Law == "bin" || chain.Flips == 1, "flips", chain.Flips, "1 where the law is not bin: it goes flip by flip");
        Expect(chain.Batches >= 0 && double.IsFinite(chain.Batches), "batches", chain.Batches, "at least 0");
        Expect(chain.Law == "bin" || chain.Batches == 0, "batches", chain.Batches, Whole);
        Expect(chain.Delayed is >= 0 and < 1, "delayed", chain.Delayed, "0 to below 1");
        Expect(chain.Law == "bin" || chain.Delayed == 0, "delayed", chain.Delayed, Whole);
        Expect(chain.Batches == 0 || chain.Delayed == 0, "delayed", chain.Delayed, "0 where \"batches\" is above 0: both choose the samples that decide");
        Expect(chain.Prior is "uniform" or "sparse_flip", "prior", chain.Prior, "uniform or sparse_flip");
        Expect((chain.PriorFlips is null) == (chain.Prior == "uniform"), "prior_flips", chain.PriorFlips?.ToString(CultureInfo.InvariantCulture) ?? "none",
            "a share where the prior is sparse_flip, and none where it is uniform");
        Expect(chain.PriorFlips is null or (> 0 and < 1), "prior_flips", chain.PriorFlips, "above 0 and below 1");
    }

    private static void Expect(bool holds, string key, object? found, string expected)
    {
        if (!holds)
            throw new RecipeException($"chain, {key}: found {FormattableString.Invariant($"{found}")}, expected {expected}");
    }
}
