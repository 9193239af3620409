using Inference.Format;
using Inference.Kernels;
using Inference.Layers;

namespace Inference.Exits;

/// <summary>
/// Exit after bits: <c>f_gc = (256·Σ ±1 + half) &gt;&gt; log₂ pixels</c> over the pixels of cell g, then the linear head.
/// </summary>
internal sealed class BitExit<TKernels> : IExit
    where TKernels : IKernels
{
    private readonly Activation _input;
    private readonly LinearHead<TKernels> _head;

    public BitExit(LinearExitDefinition definition, int classes, LayerSite site)
    {
        _head = new(definition, classes, site);
        _input = site.Input;
    }

    /// <inheritdoc/>
    public long Macs => _head.Macs;

    /// <inheritdoc/>
    public void Run(Workspace workspace)
    {
        int channels = _input.Map.Channels;
        int pixels = _head.CellHeight * _head.CellWidth;
        Span<int> negatives = workspace.CellSums.AsSpan(0, channels);
        for (int cell = 0; cell < _head.Grid * _head.Grid; cell++)
        {
            negatives.Clear();
            Count(workspace, cell, negatives);
            Span<short> features = workspace.Features.AsSpan(cell * channels, channels);
            for (int c = 0; c < channels; c++)
                features[c] = _head.Mean(256 * (pixels - 2 * negatives[c]));
        }

        _head.Run(workspace);
    }

    private void Count(Workspace workspace, int cell, Span<int> negatives)
    {
        FeatureMap map = _input.Map;
        ReadOnlySpan<ulong> input = workspace.Bits(_input);
        int top = cell / _head.Grid * _head.CellHeight;
        int left = cell % _head.Grid * _head.CellWidth;
        for (int y = top; y < top + _head.CellHeight; y++)
        {
            for (int x = left; x < left + _head.CellWidth; x++)
            {
                ReadOnlySpan<ulong> pixel = input.Slice((y * map.Width + x) * map.Words, map.Words);
                for (int c = 0; c < negatives.Length; c++)
                    negatives[c] += (int)(pixel[c / 64] >> (c % 64)) & 1;
            }
        }
    }
}
