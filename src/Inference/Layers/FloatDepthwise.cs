using Inference.Format;
using Inference.Kernels;

namespace Inference.Layers;

/// <summary>
/// Floats to floats, a kernel a channel: from the bias one fused multiply-add a tap in the order row, column, then the activation;
/// <c>[Channels × H' × W']</c>.
/// </summary>
internal sealed class FloatDepthwise<TKernels> : ILayer
    where TKernels : IKernels
{
    private readonly PaddedPlanes _planes;
    private readonly PlaneTaps _taps;

    public FloatDepthwise(FloatDepthwiseDefinition definition, LayerSite site)
    {
        int area = definition.Window.Area;
        _planes = new(site, "float_depthwise", definition.Window, definition.Channels);
        Output = _planes.Reserve(site, definition.Channels);
        Expect.Finite(site.Place, "weights", definition.Weights, (long)definition.Channels * area);
        Expect.Finite(site.Place, "biases", definition.Biases, definition.Channels);
        int[] taps = new int[area];
        for (int tap = 0; tap < area; tap++)
            taps[tap] = tap;
        _taps = new(
            _planes.Shape.Offsets(taps), definition.Weights, definition.Biases,
            Rectifier.Lowest(definition.Activation), Rectifier.Highest(definition.Activation));
        Macs = (long)Output.Map.Elements * area;
    }

    /// <inheritdoc/>
    public Activation Output { get; }

    /// <inheritdoc/>
    public long Macs { get; }

    /// <inheritdoc/>
    public void Run(Workspace workspace) =>
        TKernels.ConvolvePlanes(_planes.Fill(workspace), _taps, _planes.Shape, workspace.Floats(Output));
}
