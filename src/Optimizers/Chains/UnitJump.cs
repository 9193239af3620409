using Optimizers.Chains.Priors;
using Optimizers.Chains.Stages;

namespace Optimizers.Chains;

/// <summary>
/// Turns a unit of the last layer on, or one off that the exit does not read, by halves: R_n stays as it is. With p(u)/C(U, u) the prior of a set of u of
/// the U units, s that of its weights in the exit being all 0, and the draw of one of the U − u, and back of one of the u + 1:
/// <c>α(on) = min(1, p(u + 1)/p(u)·s)</c>, the binomials against the draws; off is the inverse.
/// </summary>
internal sealed class UnitJump(IStageRisk risk, UnitPlan plan, UnitSet units)
{
    /// <summary>The block whose units come and go.</summary>
    public int Block => risk.Shape.Layers.Count - 1;

    /// <summary>Jumps that were tried.</summary>
    public long Proposed { get; set; }

    /// <summary>Those that turned a unit on or off.</summary>
    public long Accepted { get; set; }

    /// <summary>Units of a risk that could come and go: of the last layer of a stage; other risks have none.</summary>
    public static int UnitsOf(IRisk risk) => (risk as IStageRisk)?.Shape.Layers[^1].Units ?? 0;

    /// <summary>The exit's prior where units can be off.</summary>
    public IPrior Living(IPrior exit) => new LivingPrior(exit, units, risk.Shape.Features);

    /// <summary>Jumps, or not.</summary>
    /// <param name="random">The step's numbers.</param>
    /// <param name="unit">The unit that was drawn; −1: there was none.</param>
    public bool Run(ref RandomStream random, out int unit)
    {
        Proposed++;
        double logDraw = random.NextLog();
        bool on = random.Next(2) == 0;
        int choices = on ? units.Most - units.Count : units.Count;
        unit = -1;
        if (choices == 0)
            return false;
        unit = units.Find(random.Next(choices), !on);
        if (!on && !IsSilent(risk.Weights, unit))
            return false;
        double now = plan.Prior.LogMass(units.Count), then = plan.Prior.LogMass(units.Count + (on ? 1 : -1));
        if (then - now + (on ? plan.LogSilent : -plan.LogSilent) < -logDraw)
            return false;
        units.Turn(unit, on);
        Accepted++;
        return true;
    }

    /// <summary>Whether all weights of a unit in the exit are 0.</summary>
    public static bool IsSilent(StageWeights weights, int unit)
    {
        StageShape shape = weights.Shape;
        int block = shape.Layers.Count, width = shape.Layers[^1].Units;
        for (int k = 0; k < shape.Classes; k++)
        {
            ReadOnlySpan<short> row = weights.Row(block, k);
            for (int i = unit; i < shape.Features; i += width)
            {
                if (row[i] != 0)
                    return false;
            }
        }

        return true;
    }
}
