namespace Optimizers.Chains.Priors;

/// <summary>A prior p(u) over the number of units that are on.</summary>
/// <param name="logMass"><c>log p(u) + constant</c> for u from 0 to the number of units; −∞ where u is impossible.</param>
public sealed class UnitPrior(IReadOnlyList<double> logMass)
{
    /// <summary>The largest number of units.</summary>
    public int Most => logMass.Count - 1;

    /// <summary>Every number of units from 0 on is equally likely.</summary>
    public static UnitPrior Uniform(int most) => new(new double[most + 1]);

    /// <summary>Each further unit is less likely by a factor: <c>log p(u) = −cost·u + constant</c>.</summary>
    public static UnitPrior Geometric(int most, double cost) => new([.. Enumerable.Range(0, most + 1).Select(u => -cost * u)]);

    /// <summary><c>log p(u)</c> up to a constant.</summary>
    public double LogMass(int units) => logMass[units];
}
