using Optimizers.Chains.Priors;

namespace Optimizers.Chains.Heads;

/// <summary>The shipped weights of a <see cref="SparseStage"/>, on their grids.</summary>
internal sealed class SparseCentre(SparseShape shape) : IChangeCentre
{
    /// <inheritdoc/>
    public bool Holds(int block, int unit, int index) => block > 0 || index < shape.Count(unit);

    /// <inheritdoc/>
    public bool IsZero(int block, int unit, int index) => block switch
    {
        0 => shape.Layer.Weights[shape.At(unit, index)] == 0,
        1 => shape.Head.Weights[shape.ExitAt(unit, index)] == 0,
        _ => false,
    };

    /// <inheritdoc/>
    /// <remarks>Rows hold changes.</remarks>
    public short At(int block, int unit, int index) => 0;
}
