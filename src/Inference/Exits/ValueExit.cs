using Inference.Format;
using Inference.Kernels;
using Inference.Layers;

namespace Inference.Exits;

/// <summary>
/// Exit after values: <c>f_gc = sat16((Σ max(x_c − r_c, 0) + half) &gt;&gt; log₂ pixels)</c> over the pixels of cell g, then the
/// linear head.
/// </summary>
internal sealed class ValueExit<TKernels> : IExit
    where TKernels : IKernels
{
    private readonly Activation _input;
    private readonly LinearHead<TKernels> _head;
    private readonly short[] _offsets;

    public ValueExit(LinearExitDefinition definition, int classes, LayerSite site)
    {
        _head = new(definition, classes, site);
        _input = site.Input;
        _offsets = definition.Offsets;
    }

    /// <inheritdoc/>
    public long Macs => _head.Macs;

    /// <inheritdoc/>
    public void Run(Workspace workspace)
    {
        int channels = _input.Map.Channels;
        ReadOnlySpan<short> input = workspace.Values(_input);
        Span<int> sums = workspace.CellSums.AsSpan(0, channels);
        for (int cell = 0; cell < _head.Grid * _head.Grid; cell++)
        {
            sums.Clear();
            int top = cell / _head.Grid * _head.CellHeight;
            int left = cell % _head.Grid * _head.CellWidth;
            for (int y = top; y < top + _head.CellHeight; y++)
                TKernels.AddRectified(input.Slice((y * _input.Map.Width + left) * channels, _head.CellWidth * channels), _offsets, sums);

            Span<short> features = workspace.Features.AsSpan(cell * channels, channels);
            for (int c = 0; c < channels; c++)
                features[c] = _head.Mean(sums[c]);
        }

        _head.Run(workspace);
    }
}
