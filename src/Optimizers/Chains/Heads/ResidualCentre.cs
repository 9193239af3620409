using Optimizers.Chains.Priors;

namespace Optimizers.Chains.Heads;

/// <summary>The weights that the network of a <see cref="ResidualStage"/> holds, read where they lie.</summary>
internal sealed class ResidualCentre(ResidualShape shape) : ICentre
{
    /// <inheritdoc/>
    public short At(int block, int unit, int index) => block switch
    {
        0 => shape.SignOf(shape.Layer.Weights, unit, index),
        1 => shape.Exit.Weights[shape.ExitIndex(index / shape.Cells, index % shape.Cells, unit)],
        _ => 0,
    };
}
