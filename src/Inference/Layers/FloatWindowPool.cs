using Inference.Format;

namespace Inference.Layers;

/// <summary>Floats: the largest under the window, or their sum in the order row, column times 1/n; <c>[C][H][W]</c>.</summary>
internal sealed class FloatWindowPool : ILayer
{
    private readonly Activation _input;
    private readonly WindowPoolDefinition _definition;

    public FloatWindowPool(WindowPoolDefinition definition, LayerSite site)
    {
        _input = site.Input;
        _definition = definition;
        Output = site.Plan.Reserve(PoolSite.Output(definition, site));
    }

    /// <inheritdoc/>
    public Activation Output { get; }

    /// <inheritdoc/>
    public long Macs => 0;

    /// <inheritdoc/>
    public void Run(Workspace workspace)
    {
        FeatureMap map = _input.Map;
        FeatureMap to = Output.Map;
        Window window = _definition.Window;
        ReadOnlySpan<float> input = workspace.Floats(_input);
        Span<float> output = workspace.Floats(Output);
        for (int y = 0; y < to.Height; y++)
        {
            (int top, int bottom) = PoolSite.Inside(y, window.Stride, window.Top, window.Height, map.Height);
            for (int x = 0; x < to.Width; x++)
            {
                (int left, int right) = PoolSite.Inside(x, window.Stride, window.Left, window.Width, map.Width);
                for (int c = 0; c < map.Channels; c++)
                {
                    ReadOnlySpan<float> plane = input.Slice(c * map.Pixels, map.Pixels);
                    output[c * to.Pixels + y * to.Width + x] = Reduce(plane, (top, bottom), (left, right));
                }
            }
        }
    }

    private float Reduce(ReadOnlySpan<float> plane, (int First, int End) rows, (int First, int End) columns)
    {
        bool isMaximum = _definition.Kind == PoolKind.Max;
        float result = isMaximum ? float.NegativeInfinity : 0;
        for (int y = rows.First; y < rows.End; y++)
        {
            foreach (float x in plane.Slice(y * _input.Map.Width + columns.First, columns.End - columns.First))
                result = isMaximum ? Math.Max(result, x) : result + x;
        }

        return isMaximum ? result : result * (1f / _definition.Window.Area);
    }
}
