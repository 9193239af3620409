using Optimizers.Gradient;

namespace Optimizers.Chains.Training;

/// <summary>What the numbers of a <see cref="ChainRecipe"/> must keep to.</summary>
internal static class ChainRecipeRules
{
    /// <summary>Refuses a recipe that cannot be followed.</summary>
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
        if (chain.Sparse is not { } sparse)
            return;
        Expect(sparse.Inclusion is > 0 and < 1, "sparse, inclusion", sparse.Inclusion, "above 0 and below 1");
        Expect(sparse.Start is >= 0 and <= 1, "sparse, start", sparse.Start, "0 to 1");
    }

    /// <summary>The loss of a name; null: there is none.</summary>
    public static Stages.LossKind? Loss(string name) => name switch
    {
        "cross_entropy" => Stages.LossKind.CrossEntropy,
        "zero_one" => Stages.LossKind.ZeroOne,
        "hinge" => Stages.LossKind.Hinge,
        _ => null,
    };

    private static void Expect(bool holds, string key, object? found, string expected)
    {
        if (!holds)
            throw new RecipeException($"chain, {key}: found {FormattableString.Invariant($"{found}")}, expected {expected}");
    }
}
