namespace Optimizers.Chains.Stages;

/// <summary>
/// What a chain moves: layers of signs and their exit, <c>m_k = Σ_f w_kf·n_f + Cell·b_k</c>, where n_f is the sum of the ±1 of one channel over one of
/// Grid × Grid cells of the last map, and <c>logit_k = m_k·LogitScale</c> in 1/65536 nats.
/// </summary>
/// <param name="TakesBytes">Whether the input holds signed bytes, else signs. Taps outside the picture read 0 of bytes and +1 of signs.</param>
/// <param name="Layers">First to last; each takes what the one before gives.</param>
/// <param name="Grid">Cells a side; divides both sides of the last map.</param>
/// <param name="Classes">At least 2.</param>
/// <param name="LogitScale">Above 0; LogitScale·Cell is a multiple of 256, so that the engine's exit holds it exactly.</param>
public sealed record StageShape(bool TakesBytes, IReadOnlyList<LayerShape> Layers, int Grid, int Classes, int LogitScale)
{
    /// <summary>Places of one cell.</summary>
    public int Cell => Layers[^1].OutputHeight / Grid * (Layers[^1].OutputWidth / Grid);

    /// <summary>Weights of a class without its bias: cells row by row, then channels.</summary>
    public int Features => Grid * Grid * Layers[^1].Units;

    /// <summary>The cell of a place of the last map, cells row by row.</summary>
    public int CellOf(int y, int x) => (y / (Layers[^1].OutputHeight / Grid) * Grid) + (x / (Layers[^1].OutputWidth / Grid));

    /// <summary>Layers that hold weights: the layers and, last, the exit.</summary>
    public int Blocks => Layers.Count + 1;

    /// <summary>Units of a block: output channels, or classes for the exit.</summary>
    public int Units(int block) => block < Layers.Count ? Layers[block].Units : Classes;

    /// <summary>Weights of a unit and, last, its bias.</summary>
    public int Row(int block) => (block < Layers.Count ? Layers[block].Inputs : Features) + 1;

    /// <summary>Numbers of one sample's input.</summary>
    public int InputLength => Layers[0].Height * Layers[0].Width * Layers[0].Channels;
}
