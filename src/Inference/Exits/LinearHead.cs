using System.Numerics;
using Inference.Format;
using Inference.Kernels;
using Inference.Layers;

namespace Inference.Exits;

/// <summary>
/// The linear layer of an exit: <c>logit_k = sat32((Σ_j w_kj·f_j + b_k) &gt;&gt; shift)</c> over Grid × Grid cells of C features, in
/// 1/65536 nats; the sum is 64 bits wide.
/// </summary>
internal sealed class LinearHead<TKernels>
    where TKernels : IKernels
{
    private readonly LinearExitDefinition _definition;

    public LinearHead(LinearExitDefinition definition, int classes, LayerSite site)
    {
        Check(definition, classes, site);
        _definition = definition;
        Length = definition.Grid * definition.Grid * site.Map.Channels;
        CellHeight = site.Map.Height / definition.Grid;
        CellWidth = site.Map.Width / definition.Grid;
        Shift = BitOperations.Log2((uint)(CellHeight * CellWidth));
        site.Plan.NeedFeatures(site.Map.Channels, Length);
    }

    public int Grid => _definition.Grid;

    /// <summary>Features, Grid · Grid · C.</summary>
    public int Length { get; }

    public int CellHeight { get; }

    public int CellWidth { get; }

    /// <summary>log₂ of the pixels of a cell.</summary>
    public int Shift { get; }

    public long Macs => _definition.Weights.Length;

    /// <summary>The mean of a cell from its sum, rounded, clamped above; a sum of −2^15 · pixels does not occur.</summary>
    public short Mean(int sum) => (short)Math.Min((sum + ((1 << Shift) >> 1)) >> Shift, short.MaxValue);

    public void Run(Workspace workspace)
    {
        ReadOnlySpan<short> features = workspace.Features.AsSpan(0, Length);
        for (int k = 0; k < workspace.Logits.Length; k++)
        {
            long sum = TKernels.Dot(_definition.Weights.AsSpan(k * Length, Length), features);
            workspace.Logits[k] = FixedPoint.Saturate((sum + _definition.Biases[k]) >> _definition.Shift);
        }
    }

    private static void Check(LinearExitDefinition definition, int classes, LayerSite site)
    {
        string place = site.Place;
        FeatureMap map = site.Map;
        Expect.Range(place, "grid", definition.Grid, 1, Math.Min(map.Height, map.Width));
        Expect.Range(place, "shift", definition.Shift, 0, 47);
        Expect.Range(place, "threshold", definition.Threshold, 0, 65536);
        int cell = map.Pixels / (definition.Grid * definition.Grid);
        bool divides = map.Height % definition.Grid == 0 && map.Width % definition.Grid == 0;
        if (!divides || !BitOperations.IsPow2(cell) || cell > NetworkBounds.CellPixels)
        {
            throw new ModelFormatException(
                -1,
                $"{place}: grid {definition.Grid} over {map}",
                $"a grid that divides both sides into cells of 1, 2, 4, … or {NetworkBounds.CellPixels} pixels");
        }

        Expect.Length(place, "offsets", definition.Offsets, map.Channels);
        Expect.Length(place, "weights", definition.Weights, (long)classes * definition.Grid * definition.Grid * map.Channels);
        Expect.Length(place, "biases", definition.Biases, classes);
    }
}
