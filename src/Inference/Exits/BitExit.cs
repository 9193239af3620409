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

    /// <summary>
    /// Counts vertically, 64 channels at once: bit k of all counts is a word, and a pixel is added as a carry that ripples upwards.
    /// </summary>
    private void Count(Workspace workspace, int cell, Span<int> negatives)
    {
        FeatureMap map = _input.Map;
        ReadOnlySpan<ulong> input = workspace.Bits(_input);
        int top = cell / _head.Grid * _head.CellHeight;
        int left = cell % _head.Grid * _head.CellWidth;
        Span<ulong> counts = stackalloc ulong[_head.Shift + 1];
        for (int word = 0; word < map.Words; word++)
        {
            counts.Clear();
            for (int y = top; y < top + _head.CellHeight; y++)
            {
                for (int x = left; x < left + _head.CellWidth; x++)
                {
                    ulong carry = input[(y * map.Width + x) * map.Words + word];
                    for (int k = 0; carry != 0; k++)
                        (counts[k], carry) = (counts[k] ^ carry, counts[k] & carry);
                }
            }

            Span<int> channels = negatives[(word * 64)..];
            for (int c = 0; c < Math.Min(64, channels.Length); c++)
            {
                for (int k = 0; k < counts.Length; k++)
                    channels[c] += (int)(counts[k] >> c & 1) << k;
            }
        }
    }
}
