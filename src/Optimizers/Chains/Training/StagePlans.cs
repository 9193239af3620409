using Inference;
using Optimizers.Chains.Laws;
using Optimizers.Chains.Priors;
using Optimizers.Chains.Stages;

namespace Optimizers.Chains.Training;

/// <summary>From a recipe to where a stage's chain begins and what it does.</summary>
internal static class StagePlans
{
    /// <summary>Samples that parts of a memory are cut at.</summary>
    private const int Whole = 256;

    /// <summary>Random weights of a stage.</summary>
    public static StageWeights Start(StageShape shape, ChainRecipe recipe, ulong seed)
    {
        SplitMix random = new(seed);
        StageWeights weights = new(shape);
        for (int block = 0; block < shape.Blocks; block++)
        {
            bool isSparse = IsSparse(shape, recipe, block);
            if (block == shape.Layers.Count && recipe.ExitLargest > 1)
                continue;
            for (int unit = 0; unit < shape.Units(block); unit++)
            {
                Span<short> row = weights.Row(block, unit);
                foreach (ref short weight in row)
                    weight = isSparse && !random.Chance(recipe.Sparse!.Start) ? (short)0 : (short)(random.Chance(0.5) ? 1 : -1);
                if (row[^1] == 0)
                    row[^1] = 1;
            }
        }

        return weights;
    }

    /// <summary>What a chain does in a phase.</summary>
    /// <param name="start">Where the chain began, before all phases.</param>
    /// <param name="recipe">Of the stage.</param>
    /// <param name="keep">Samples to keep where the phase keeps any.</param>
    /// <param name="phase">Which phase.</param>
    /// <param name="sizes">Signs that a move flips, by block; adapted where λ grows, kept where it is constant.</param>
    public static ChainPlan Of(StageWeights start, ChainRecipe recipe, int keep, Phase phase, ReadOnlySpan<int> sizes)
    {
        StageShape shape = start.Shape;
        BlockPlan[] blocks = new BlockPlan[shape.Blocks];
        for (int block = 0; block < blocks.Length; block++)
            blocks[block] = Block(start, recipe, block, sizes[block]);
        Schedule schedule = phase.First == phase.Last ? Schedule.Constant(phase.First) : Schedule.Annealing(phase.First, phase.Last, phase.Steps);
        keep = phase.Keeps ? keep : 0;
        return new ChainPlan(blocks, schedule, schedule.Steps, Math.Max(1, phase.Steps / Math.Max(1, keep)), keep)
        {
            Batches = recipe.Batches,
            Units = recipe.Units is { } units ? Units(units, shape, (SpikeAndSlabPrior)blocks[^1].Prior) : null,
        };
    }

    /// <summary>Samples that a move must pass first; 0: it is decided by all at once, as in memories too small to be cut.</summary>
    public static int First(ChainRecipe recipe, int samples)
    {
        if (recipe.Delayed == 0)
            return 0;
        int first = Math.Max(1, (int)Math.Round(recipe.Delayed * samples / Whole)) * Whole;
        return first < samples ? first : 0;
    }

    private static bool IsSparse(StageShape shape, ChainRecipe recipe, int block) =>
        recipe.Sparse is not null && (block == shape.Layers.Count || (block == 0 && shape.TakesBytes));

    private static double LogOdds(double share) => ExactMath.Log(share / (1 - share));

    private static UnitPlan Units(UnitsRecipe units, StageShape shape, SpikeAndSlabPrior exit)
    {
        int most = shape.Layers[^1].Units;
        UnitPrior prior = units.Prior == "uniform" ? UnitPrior.Uniform(most) : UnitPrior.Geometric(most, units.Cost ?? 1);
        return new UnitPlan(prior, units.Share, exit.LogEmpty(shape.Features / most * shape.Classes));
    }

    private static BlockPlan Block(StageWeights start, ChainRecipe recipe, int block, int size)
    {
        StageShape shape = start.Shape;
        bool isExit = block == shape.Layers.Count;
        int moves = isExit ? recipe.ExitMovesPerVisit : recipe.MovesPerVisit;
        double share = isExit ? recipe.ExitShare : (1 - recipe.ExitShare) / shape.Layers.Count;
        int row = shape.Row(block);
        if (isExit && recipe.ExitLargest > 1)
        {
            // Half the prior's mass lies within a quarter of the range.
            double quarter = recipe.ExitLargest / 4.0;
            return new BlockPlan(row, new StudentPrior(1, quarter * quarter, 1, recipe.ExitLargest), [new LawShare(new StudentLaw(1, 1, recipe.ExitLargest))], moves, share);
        }

        if (!IsSparse(shape, recipe, block))
        {
            IPrior prior = recipe.PriorFlips is { } flips ? new SparseFlipPrior(start, LogOdds(flips)) : new UniformPrior();
            return (isExit ? "bin" : recipe.Law) switch
            {
                "informed" => new BlockPlan(row, prior, [new LawShare(new InformedLaw(row, Balance.Barker))], moves, share),
                // One step is all of a visit: the law counts the moves.
                "rejection_free" => new BlockPlan(row, prior, [new LawShare(new RejectionFreeLaw(row), 1, moves)], 1, share),
                _ => new BlockPlan(row, prior, [new LawShare(new BinLaw(), 1, size, isExit ? 1 : Math.Min(recipe.Flips, row))], moves, share),
            };
        }

        // The bias stays as it began: with weights that are mostly 0 it would outweigh them.
        WeightGroups groups = WeightGroups.Single(row - 1);
        SignSlab slab = new();
        return new BlockPlan(row - 1, new SpikeAndSlabPrior(groups, slab, LogOdds(recipe.Sparse!.Inclusion)),
            [new LawShare(new BirthDeathLaw(groups, slab), 1), new LawShare(new SwapLaw(groups), 1), new LawShare(new ValueFlipLaw(), 0.5)], moves, share);
    }
}
