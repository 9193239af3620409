using System.Globalization;
using System.Text;

namespace Optimizers.Chains;

/// <summary>What a chain is of, in words, so that a checkpoint of another one is refused.</summary>
internal static class ChainText
{
    /// <summary>Risk, memory, plan, seed and number. Of priors and laws the kind, not the numbers inside.</summary>
    public static string Of(Chain chain)
    {
        StringBuilder text = new();
        IRisk risk = chain.RiskObject;
        ChainPlan plan = chain.Plan;
        Add(text, $"seed {chain.Seed}, chain {chain.Number}; {risk.Description}");
        for (int part = 0; part < risk.Parts; part++)
            Add(text, $"; samples {risk.SamplesOf(part)}");
        Add(text, $"; {plan.Schedule}; burn-in {plan.BurnIn}, every {plan.KeepEvery}, keep {plan.Keep}, delays {plan.DelaysAcceptance}, batches {plan.Batches}");
        if (plan.Units is { } units)
            Add(text, $"; units {units.Share} {units.LogSilent}");
        foreach (BlockPlan block in plan.Blocks)
        {
            Add(text, $"; block {block.Movable} {block.Prior.GetType().Name} {block.MovesPerVisit} {block.Share}");
            foreach (LawShare law in block.Laws)
                Add(text, $", {law.Law.Name} {law.Share} {law.Size} {law.Most}");
        }

        return text.ToString();
    }

    private static void Add(StringBuilder text, FormattableString part) => text.Append(part.ToString(CultureInfo.InvariantCulture));
}
