using Optimizers.Chains.Laws;
using Optimizers.Chains.Stages;

namespace Optimizers.Chains;

/// <summary>What a plan must keep to.</summary>
internal static class ChainRules
{
    /// <summary>Checks a plan.</summary>
    /// <exception cref="ArgumentException">It does not fit the risk.</exception>
    public static void Check(IRisk risk, ChainPlan plan)
    {
        Require(plan.Blocks.Count == risk.Blocks, $"the plan has {plan.Blocks.Count} blocks, the risk {risk.Blocks}");
        Require(plan.Blocks.Any(block => block.Share > 0), "no block is visited");
        for (int block = 0; block < risk.Blocks; block++)
            CheckBlock(plan.Blocks[block], block, risk.RowLength(block), risk is IFlipField);
        Require(plan.Schedule.First >= 0 && plan.Schedule.Last >= 0 && plan.Schedule.Steps >= 0, "λ and its steps must not be below 0");
        Require(plan.Schedule.Steps == 0 || (plan.Schedule.First > 0 && plan.Schedule.Last > 0), "λ grows geometrically, so that it must begin and end above 0");
        Require(plan.BurnIn >= 0 && plan.KeepEvery > 0 && plan.Keep >= 0, "burn-in and samples must not be below 0, and KeepEvery above 0");
        Require(plan.Batches >= 0 && double.IsFinite(plan.Batches), "χ of minibatches must not be below 0");
        Require(plan.Batches == 0 || risk is ISampleRisk, "this risk cannot look at one sample, which minibatches need");
        if (plan.Units is { } units)
        {
            int last = UnitJump.UnitsOf(risk);
            Require(risk is IStageRisk, $"found a {risk.GetType().Name}, expected the risk of a stage: only its units can be turned on and off");
            Require(units.Prior.Most == last, $"the prior is over {units.Prior.Most} units, the last layer has {last}");
            Require(units.Share is >= 0 and < 1, "the share of jumps must be from 0 to below 1");
            Require(!double.IsNegativeInfinity(units.Prior.LogMass(units.Prior.Most)), "the chain begins with all units on, which the prior says is impossible");
        }
    }

    private static void CheckBlock(BlockPlan plan, int block, int row, bool hasField)
    {
        Require(plan.Share >= 0 && double.IsFinite(plan.Share), $"block {block}: its share must not be below 0");
        if (plan.Share == 0)
            return;
        Require(plan.Movable > 0 && plan.Movable <= row, $"block {block}: {plan.Movable} of {row} weights of a row cannot be moved");
        Require(plan.MovesPerVisit > 0, $"block {block}: a visit has at least 1 move");
        Require(plan.Laws.Count > 0, $"block {block}: it has no law");
        foreach (LawShare law in plan.Laws)
        {
            Require(law.Share > 0 && law.Size > 0, $"block {block}, {law.Law.Name}: share and size must be above 0");
            Require(law.Law is ILaw || hasField, $"block {block}, {law.Law.Name}: this risk knows no field of flips");
        }
    }

    private static void Require(bool holds, string reason)
    {
        if (!holds)
            throw new ArgumentException(reason);
    }
}
