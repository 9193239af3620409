namespace Optimizers.Gradient;

/// <summary>How <see cref="Bop"/> flips weights.</summary>
public sealed record BopRecipe
{
    /// <summary>γ, above 0 and at most 1: the share of the newest gradient in the running mean; falls along the cosine of the learning rate.</summary>
    public float Adaptivity { get; set; } = 1e-3f;

    /// <summary>τ, from 0: how large the running mean must be for a flip.</summary>
    public float Threshold { get; set; } = 1e-7f;
}
