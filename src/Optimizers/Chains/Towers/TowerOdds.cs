namespace Optimizers.Chains.Towers;

/// <summary>Hastings' term of a birth: the draw of the death that undoes it over the draw of the birth.</summary>
internal class TowerOdds
{
    /// <summary>
    /// <c>log d_{L+1}/b_L</c>, <c>b_L = birth/(L + 1)</c> for the place, <c>d_{L+1} = death/(s + 1)</c> for one of the sleepers then (Green 1995, equation 7;
    /// the signs of the new layer are drawn from their prior, which cancels, and a bijection of countable sets has no Jacobian).
    /// </summary>
    /// <param name="layers">L before the birth.</param>
    /// <param name="sleepers">s before the birth.</param>
    /// <param name="birth">Share of births.</param>
    /// <param name="death">Share of deaths.</param>
    public virtual double LogBirth(int layers, int sleepers, double birth, double death) =>
        ExactMath.Log(death * (layers + 1) / (birth * (sleepers + 1)));
}
