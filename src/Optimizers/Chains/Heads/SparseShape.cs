using System.Numerics;
using Inference;
using Inference.Format;

namespace Optimizers.Chains.Heads;

/// <summary>
/// Sizes of the end of a sparse stage and the grids its floats are rounded to: a <see cref="SparseFloatConvDefinition"/>, to which its own input is added and
/// whose sum is rectified, then an exit of averages over cells and one dense layer.
/// </summary>
/// <remarks>
/// Inputs are in 2^−4, ±127: 8 bits. Weights of the layer are in 2^−b, the finest with which every sum fits 32 bits, the exit's in 1/<see cref="ExitGrid"/>. A
/// move changes a weight by a multiple of <see cref="LayerUnit"/>, or <see cref="ExitUnit"/>, which is a 32nd of the root mean square of all.
/// </remarks>
internal sealed class SparseShape
{
    /// <summary>1.0 of an input is 2^4.</summary>
    public const int InputBits = 4;

    /// <summary>Inputs are within ± this.</summary>
    public const int MostInput = 127;

    /// <summary>A weight's change is within ± this many units.</summary>
    public const int MostChange = 127;

    /// <summary>1.0 of an output is 2^11.</summary>
    private const int OutputBits = 11;

    /// <summary>Outputs are clamped to 128.0, so that those of a cell fit 32 bits.</summary>
    public const int MostOutput = 128 << OutputBits;

    /// <summary>Units in the root mean square of all weights, where the grids allow.</summary>
    public const int UnitsOfSize = 32;

    private readonly int[] _sources;

    /// <summary>Takes them from a network that has been built and so checked.</summary>
    /// <exception cref="ArgumentException">The stage does not end so, or in numbers too large for the grids.</exception>
    public SparseShape(Network network, int stage)
    {
        StageDefinition definition = network.Definition.Stages[stage - 1];
        string place = $"stage {stage} of {network.Definition.Name}";
        FeatureMap map = network.Stages[stage - 1].Output;
        int before = network.Definition.Stages.Take(stage).Sum(one => one.Layers.Count) - 2;
        if (definition.Layers.Count < 2 || definition.Layers[^2] is not SparseFloatConvDefinition { Activation: ActivationKind.None, Window.Stride: 1 } layer
            || definition.Layers[^1] is not AddDefinition { Activation: ActivationKind.Relu } add || add.From != before || layer.InputChannels != layer.OutputChannels)
        {
            throw new ArgumentException($"{place}: found one that ends otherwise, expected a sparse_float_conv without activation and an add of what it reads, with relu");
        }

        if (definition.Exit is not BranchExitDefinition { Zero: 0 } exit
            || exit.Layers is not [WindowPoolDefinition { Kind: PoolKind.Average } pool, FlattenDefinition, FloatConvDefinition { Activation: ActivationKind.None } head]
            || pool.Window != Window.Tile(pool.Window.Stride) || map.Height % pool.Window.Stride != 0 || map.Width % pool.Window.Stride != 0)
        {
            throw new ArgumentException($"{place}: found another exit, expected one of averages over cells, flatten and a dense float_conv");
        }

        (Layer, Exit, Head, Height, Width) = (layer, exit, head, map.Height, map.Width);
        (CellSide, Classes) = (pool.Window.Stride, network.Classes.Count);
        Inputs = Enumerable.Range(0, layer.Starts.Length - 1).Max(row => layer.Starts[row + 1] - layer.Starts[row]);
        _sources = Sources();
        LayerBits = FindLayerBits(place);
        int change = (int)Math.Min(Size(layer.Weights) * (1L << LayerBits) / UnitsOfSize, (1 << 29) / (MostInput * MostChange * Math.Max(1.0, Inputs)));
        LayerUnit = Math.Max(1, change);
        CellShift = OutputBits - 9 + 32 - BitOperations.LeadingZeroCount((uint)((CellSide * CellSide) - 1));
        Shift = FindShift(place);
        ExitUnit = Math.Clamp((int)(Size(head.Weights) * ExitGrid / UnitsOfSize), 1, (short.MaxValue - MostExit) / MostChange);
    }

    /// <summary>The largest weight of the exit as it was shipped, in its integers.</summary>
    private const int MostExit = 8191;

    /// <summary>Sizes, grids, and a hash of all numbers of layer and exit.</summary>
    public string Description =>
        $"{Height} × {Width} × {Units}, {Layer.Weights.Length} weights in 2^-{LayerBits}, {Cells} cells, {Classes} classes, shift {Shift}, numbers {Hash():x16}";

    public SparseFloatConvDefinition Layer { get; }

    public BranchExitDefinition Exit { get; }

    public FloatConvDefinition Head { get; }

    public int Height { get; }

    public int Width { get; }

    public int Places => Height * Width;

    /// <summary>Values of the map the layer reads.</summary>
    public int MapLength => Units * Places;

    public int Classes { get; }

    /// <summary>Rows and columns of a cell.</summary>
    public int CellSide { get; }

    public int Cells => Places / (CellSide * CellSide);

    public int Units => Layer.OutputChannels;

    /// <summary>The most stored weights of a unit.</summary>
    public int Inputs { get; }

    /// <summary>b: 1.0 of a weight of the layer is 2^b.</summary>
    public int LayerBits { get; }

    /// <summary>From a sum of weight · input to an output.</summary>
    public int SumShift => InputBits + LayerBits - OutputBits;

    /// <summary>From the sum of a cell's outputs to a feature of 16 bits.</summary>
    public int CellShift { get; }

    /// <summary>From the exit's sums to logits in 1/65536 nats.</summary>
    public int Shift { get; }

    /// <summary>1.0 of a weight of the exit in its integers.</summary>
    public double ExitGrid => BiasGrid * (1 << CellShift) / ((1 << OutputBits) * CellSide * CellSide);

    /// <summary>1.0 of a bias of the exit in its integers.</summary>
    public double BiasGrid => 65536.0 * Exit.Scale[0] * (1L << Shift);

    /// <summary>Steps that the layer's weights change by.</summary>
    public int LayerUnit { get; }

    /// <summary>Steps that the exit's weights change by.</summary>
    public int ExitUnit { get; }

    /// <summary>Stored weights of a unit: the first so many of its row.</summary>
    public int Count(int unit) => Layer.Starts[(unit / Layer.Block) + 1] - Layer.Starts[unit / Layer.Block];

    /// <summary>Where a weight of a unit stands among those stored.</summary>
    public int At(int unit, int index) => ((Layer.Starts[unit / Layer.Block] + index) * Layer.Block) + (unit % Layer.Block);

    /// <summary>Where the exit's weight of a unit stands.</summary>
    /// <param name="unit">The unit.</param>
    /// <param name="index"><c>[class][cell]</c>.</param>
    public int ExitAt(int unit, int index) => (((index / Cells * Units) + unit) * Cells) + (index % Cells);

    /// <summary>What a weight of a unit reads: the first place of its channel in <c>[channel][place]</c>, and for each output place the one it adds to that; −1 outside, where the input is 0.</summary>
    public int Source(int unit, int index, out ReadOnlySpan<int> places)
    {
        (int channel, int tap) = Math.DivRem(Layer.Columns[Layer.Starts[unit / Layer.Block] + index], Layer.Window.Area);
        places = _sources.AsSpan(tap * Places, Places);
        return channel * Places;
    }

    /// <summary>The cell of a place.</summary>
    public int CellOf(int place) => (place / Width / CellSide * (Width / CellSide)) + (place % Width / CellSide);

    /// <summary>A weight of the layer on its grid.</summary>
    public int LayerInteger(int at) => (int)Math.Round(Layer.Weights[at] * (double)(1L << LayerBits));

    /// <summary>A weight of the exit on its grid.</summary>
    public int ExitInteger(int at) => (int)Math.Round(Head.Weights[at] * ExitGrid);

    private static double Size(float[] weights) => weights.Length == 0 ? 0 : Math.Sqrt(weights.Sum(weight => (double)weight * weight) / weights.Length);

    private static double Largest(float[] numbers) => numbers.Length == 0 ? 0 : numbers.Max(number => (double)Math.Abs(number));

    private int[] Sources()
    {
        Window window = Layer.Window;
        int[] sources = new int[window.Area * Places];
        for (int i = 0; i < sources.Length; i++)
        {
            (int tap, int place) = (i / Places, i % Places);
            int y = (place / Width) - window.Top + (tap / window.Width), x = (place % Width) - window.Left + (tap % window.Width);
            sources[i] = y < 0 || y >= Height || x < 0 || x >= Width ? -1 : (y * Width) + x;
        }

        return sources;
    }

    private int FindLayerBits(string place)
    {
        double most = Largest(Layer.Weights), bias = Largest(Layer.Biases), sum = 0;
        for (int unit = 0; unit < Units; unit++)
            sum = Math.Max(sum, Enumerable.Range(0, Count(unit)).Sum(i => (double)Math.Abs(Layer.Weights[At(unit, i)])));
        for (int bits = 20; bits >= OutputBits - InputBits; bits--)
        {
            double one = 1L << bits;
            if (most * one <= 16383 && sum * one <= 1 << 22 && bias * one * (1 << InputBits) <= 1 << 28)
                return bits;
        }

        throw new ArgumentException($"{place}: found weights up to {most}, biases up to {bias}, expected a layer whose sums fit 32 bits at 2^-{OutputBits - InputBits} a weight");
    }

    private int FindShift(string place)
    {
        double unit = 65536.0 * Exit.Scale[0], most = Largest(Head.Weights) * unit * (1 << CellShift) / ((1 << OutputBits) * CellSide * CellSide);
        for (int shift = 24; shift >= 0; shift--)
        {
            double one = 1L << shift;
            if (most * one <= MostExit && Largest(Head.Biases) * unit * one <= 1 << 30)
                return shift;
        }

        throw new ArgumentException($"{place}: found weights of the exit up to {Largest(Head.Weights)}, expected some that fit 16 bits");
    }

    private ulong Hash()
    {
        ulong hash = Fnv.Of<float>(Layer.Biases, Fnv.Of<float>(Layer.Weights, Fnv.Of<int>(Layer.Columns, Fnv.Of<int>(Layer.Starts))));
        return Fnv.Of<float>(Exit.Scale, Fnv.Of<float>(Head.Biases, Fnv.Of<float>(Head.Weights, hash)));
    }
}
