using Optimizers.Chains;
using Optimizers.Chains.Heads;
using Optimizers.Chains.Laws;
using Optimizers.Chains.Priors;

namespace Optimizers.Learning.Tuning;

/// <summary>How the integers and biases of an exit are moved: under Student's prior around the shipped ones, by steps of half its width.</summary>
internal static class ExitBlocks
{
    /// <summary>Block 1.</summary>
    /// <param name="risk">Of the stage.</param>
    /// <param name="weights">The shipped weights of the exit, in its integers.</param>
    /// <param name="plan">What to do.</param>
    public static BlockPlan Weights(ITunedRisk risk, short[] weights, TunerPlan plan)
    {
        double size = Math.Sqrt(weights.Sum(weight => (double)weight * weight) / weights.Length);
        return Block(risk, 1, plan.ExitWidth * size, plan.Shares.Exit, plan);
    }

    /// <summary>Block 2.</summary>
    /// <param name="risk">Of the stage.</param>
    /// <param name="plan">What to do.</param>
    public static BlockPlan Biases(ITunedRisk risk, TunerPlan plan) => Block(risk, 2, plan.BiasWidth / risk.BiasStep, plan.Shares.Biases, plan);

    private static BlockPlan Block(ITunedRisk risk, int block, double wanted, double share, TunerPlan plan)
    {
        double width = Math.Max(1, wanted);
        return share == 0 ? BlockPlan.Fixed : new BlockPlan(
            risk.RowLength(block), new StudentPrior(1, width * width, 1, short.MaxValue, risk.Given),
            [new LawShare(new StudentLaw(1, 0.5 * width, short.MaxValue))], plan.MovesPerVisit, share);
    }
}
