using System.Numerics;
using Inference;
using Inference.Format;

namespace Optimizers.Chains.Heads;

/// <summary>Sizes and fixed numbers of a stage's last layer, a <see cref="BinaryResidualDefinition"/>, and of its <see cref="LinearExitDefinition"/>.</summary>
internal sealed class ResidualShape
{
    /// <summary>Takes them from a network that has been built and so checked.</summary>
    /// <exception cref="ArgumentException">The stage does not end so.</exception>
    public ResidualShape(Network network, int stage)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentOutOfRangeException.ThrowIfLessThan(stage, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(stage, network.Stages.Count);
        StageDefinition definition = network.Definition.Stages[stage - 1];
        Layer = definition.Layers[^1] as BinaryResidualDefinition
            ?? throw new ArgumentException($"stage {stage} ends in {definition.Layers[^1].GetType().Name}, expected a binary_residual layer", nameof(stage));
        Exit = definition.Exit as LinearExitDefinition
            ?? throw new ArgumentException($"the exit of stage {stage} is a {definition.Exit.GetType().Name}, expected a linear exit", nameof(stage));
        FeatureMap map = network.Stages[stage - 1].Output;
        (Height, Width) = (map.Height, map.Width);
        Classes = network.Classes.Count;
        Cells = Exit.Grid * Exit.Grid;
        CellShift = BitOperations.Log2((uint)(Places / Cells));
        CellPlaces = PlacesOfCells();
    }

    /// <summary>Sizes, and a hash of all numbers of layer and exit.</summary>
    public string Description =>
        $"{Height} × {Width} × {Channels}, {Layer.Kernel} × {Layer.Kernel}, {Units} channels, {Cells} cells, {Classes} classes, numbers {Hash():x16}";

    public BinaryResidualDefinition Layer { get; }

    public LinearExitDefinition Exit { get; }

    public int Height { get; }

    public int Width { get; }

    public int Classes { get; }

    /// <summary>Grid · Grid.</summary>
    public int Cells { get; }

    /// <summary>log₂ of the places of a cell.</summary>
    public int CellShift { get; }

    /// <summary><c>[Cells][places of a cell]</c>: the places of each cell.</summary>
    public int[] CellPlaces { get; }

    public int Places => Height * Width;

    public int Channels => Layer.InputChannels;

    public int Units => Layer.OutputChannels;

    /// <summary>Taps of the kernel, 1 or 9.</summary>
    public int Taps => Layer.Kernel * Layer.Kernel;

    /// <summary>Signs of a unit, <c>[Kernel y][Kernel x][InputChannels]</c>.</summary>
    public int Inputs => Taps * Channels;

    /// <summary>Values of the map the layer reads.</summary>
    public int MapLength => Places * Channels;

    /// <summary>Words a tap of the packed weights takes.</summary>
    public int TapWords => (Channels + 63) / 64;

    /// <summary>The word of a sign of a unit among packed ones.</summary>
    public int WordOf(int unit, int index) => (((unit * Taps) + (index / Channels)) * TapWords) + (index % Channels / 64);

    /// <summary>A sign of a unit, ±1, among packed ones.</summary>
    public short SignOf(ulong[] signs, int unit, int index) => (short)((signs[WordOf(unit, index)] >> (index % Channels % 64) & 1) == 0 ? 1 : -1);

    /// <summary>Where the weight of class k and cell g of a channel stands among those of the exit.</summary>
    public int ExitIndex(int k, int cell, int channel) => (((k * Cells) + cell) * Units) + channel;

    /// <summary>From a place to the place under a tap.</summary>
    public int Offset(int tap) => ((tap / Layer.Kernel) - (Layer.Kernel / 2)) * Width + (tap % Layer.Kernel) - (Layer.Kernel / 2);

    /// <summary>Whether the place under a tap is in the picture; outside, the input is +1.</summary>
    public bool IsInside(int place, int tap)
    {
        int y = (place / Width) + (tap / Layer.Kernel) - (Layer.Kernel / 2);
        int x = (place % Width) + (tap % Layer.Kernel) - (Layer.Kernel / 2);
        return y >= 0 && y < Height && x >= 0 && x < Width;
    }

    private ulong Hash()
    {
        ulong hash = Fnv.Of<ulong>(Layer.Weights, Fnv.Of<short>(Layer.Thresholds));
        hash = Fnv.Of<int>([Layer.Shift, Exit.Shift], Fnv.Of<int>(Layer.Biases, Fnv.Of<int>(Layer.Multipliers, hash)));
        return Fnv.Of<int>(Exit.Biases, Fnv.Of<short>(Exit.Weights, Fnv.Of<short>(Exit.Offsets, hash)));
    }

    private int[] PlacesOfCells()
    {
        int height = Height / Exit.Grid, width = Width / Exit.Grid;
        int[] places = new int[Places];
        int at = 0;
        for (int cell = 0; cell < Cells; cell++)
        {
            for (int i = 0; i < height * width; i++)
                places[at++] = (((cell / Exit.Grid * height) + (i / width)) * Width) + (cell % Exit.Grid * width) + (i % width);
        }

        return places;
    }
}
