using Optimizers.Gradient;

namespace Optimizers.Tests.Gradient;

public sealed class BopTests
{
    /// <summary>Four weights, γ = ½, τ = 0.3, gradients by hand: one flips at once, one after the second step, one never asks, one asks too softly.</summary>
    [Fact]
    public void A_weight_flips_when_the_mean_gradient_is_large_and_has_its_sign()
    {
        Parameter parameter = new("w", 4);
        float[] start = [1, -1, 1, -1];
        start.CopyTo(parameter.Value, 0);
        Gradients(parameter, 1, -0.5f, -1, -0.2f);
        Bop.Step(parameter, 0.5f, 0.3f);
        Assert.Equal([0.5f, -0.25f, -0.5f, -0.1f], parameter.First);
        Assert.Equal([-1, -1, 1, -1], parameter.Value);
        Gradients(parameter, 1, -0.5f, -1, -0.2f);
        Bop.Step(parameter, 0.5f, 0.3f);
        Assert.Equal([0.75f, -0.375f, -0.75f, -0.15f], parameter.First);
        Assert.Equal([-1, 1, 1, -1], parameter.Value);
    }

    [Fact]
    public void It_begins_at_the_signs()
    {
        Parameter parameter = new("w", 3);
        float[] shadows = [0.2f, -0.01f, 0];
        shadows.CopyTo(parameter.Value, 0);
        Bop.Begin(parameter);
        Assert.Equal([1, -1, 1], parameter.Value);
    }

    /// <summary>Half of the gradient in each shard.</summary>
    private static void Gradients(Parameter parameter, params float[] gradient)
    {
        for (int i = 0; i < gradient.Length; i++)
            parameter.Gradients[0][i] = parameter.Gradients[1][i] = gradient[i] / 2;
    }
}
