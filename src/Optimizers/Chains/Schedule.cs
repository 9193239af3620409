namespace Optimizers.Chains;

/// <summary>
/// λ over the steps. Two modes: sampling, λ constant, where the chain has the one target <c>π(w)·exp(−λ·R_n(w))</c>; annealing, λ grows geometrically,
/// where the weights are an optimiser's and no sample of anything (Kirkpatrick, Gelatt and Vecchi 1983), and is constant afterwards.
/// </summary>
/// <param name="First">λ at step 0, per 1.0 of loss; ≥ 0, and above 0 to anneal.</param>
/// <param name="Last">λ from step <paramref name="Steps"/> on.</param>
/// <param name="Steps">Steps of annealing; 0: sampling.</param>
public sealed record Schedule(double First, double Last, long Steps)
{
    private readonly double _growth = Steps == 0 ? 0 : (ExactMath.Log(Last) - ExactMath.Log(First)) / Steps;

    /// <summary>Samples at one λ.</summary>
    public static Schedule Constant(double lambda) => new(lambda, lambda, 0);

    /// <summary>Anneals from one λ to another over a number of steps.</summary>
    public static Schedule Annealing(double first, double last, long steps) => new(first, last, steps);

    /// <summary>λ at a step.</summary>
    public double At(long step)
    {
        if (step >= Steps)
            return Last;
        return First * ExactMath.Exp(_growth * step);
    }
}
