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
        ReadOnlySpan<float> input = workspace.Floats(_input);
        Span<float> output = workspace.Floats(Output);
        Span<float> line = stackalloc float[map.Width];
        for (int c = 0; c < map.Channels; c++)
        {
            ReadOnlySpan<float> plane = input.Slice(c * map.Pixels, map.Pixels);
            for (int y = 0; y < to.Height; y++)
            {
                Span<float> row = output.Slice(c * to.Pixels + y * to.Width, to.Width);
                if (_definition.Kind == PoolKind.Max)
                    Maximum(plane, y, line, row);
                else
                    Average(plane, y, row);
            }
        }
    }

    /// <summary>Down first, a vector at a time, then along: the largest does not depend on the order.</summary>
    private void Maximum(ReadOnlySpan<float> plane, int y, Span<float> line, Span<float> row)
    {
        Window window = _definition.Window;
        (int top, int bottom) = PoolSite.Inside(y, window.Stride, window.Top, window.Height, _input.Map.Height);
        plane.Slice(top * line.Length, line.Length).CopyTo(line);
        for (int from = top + 1; from < bottom; from++)
            Rectifier.Maximum(plane.Slice(from * line.Length, line.Length), line);
        for (int x = 0; x < row.Length; x++)
        {
            (int left, int right) = PoolSite.Inside(x, window.Stride, window.Left, window.Width, line.Length);
            float largest = line[left];
            for (int from = left + 1; from < right; from++)
                largest = line[from] > largest ? line[from] : largest;
            row[x] = largest;
        }
    }

    private void Average(ReadOnlySpan<float> plane, int y, Span<float> row)
    {
        Window window = _definition.Window;
        float share = 1f / window.Area;
        for (int x = 0; x < row.Length; x++)
        {
            float sum = 0;
            for (int from = 0; from < window.Height; from++)
            {
                int start = (y * window.Stride + from) * _input.Map.Width + x * window.Stride;
                foreach (float value in plane.Slice(start, window.Width))
                    sum += value;
            }

            row[x] = sum * share;
        }
    }
}
