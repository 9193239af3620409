namespace Inference.Exits;

/// <summary>Features of bits: <c>f_gc = (256·Σ ±1 + half) &gt;&gt; log₂ pixels</c> over the pixels of cell g.</summary>
internal sealed class BitFeatures : IExitFeatures
{
    private readonly Activation _input;
    private readonly CellGrid _grid;

    public BitFeatures(CellGrid grid, Activation input) => (_grid, _input) = (grid, input);

    /// <inheritdoc/>
    public int Length => _grid.Length;

    /// <inheritdoc/>
    public void Gather(Workspace workspace)
    {
        int channels = _input.Map.Channels;
        int pixels = _grid.CellHeight * _grid.CellWidth;
        Span<int> negatives = workspace.CellSums.AsSpan(0, channels);
        for (int cell = 0; cell < _grid.Side * _grid.Side; cell++)
        {
            negatives.Clear();
            Count(workspace, cell, negatives);
            Span<short> features = workspace.Features.AsSpan(cell * channels, channels);
            for (int c = 0; c < channels; c++)
                features[c] = _grid.Mean(256 * (pixels - 2 * negatives[c]));
        }
    }

    /// <summary>
    /// Counts vertically, 64 channels at once: bit k of all counts is a word, and a pixel is added as a carry that ripples upwards.
    /// </summary>
    private void Count(Workspace workspace, int cell, Span<int> negatives)
    {
        FeatureMap map = _input.Map;
        ReadOnlySpan<ulong> input = workspace.Bits(_input);
        int top = cell / _grid.Side * _grid.CellHeight;
        int left = cell % _grid.Side * _grid.CellWidth;
        Span<ulong> counts = stackalloc ulong[_grid.Shift + 1];
        for (int word = 0; word < map.Words; word++)
        {
            counts.Clear();
            for (int y = top; y < top + _grid.CellHeight; y++)
            {
                for (int x = left; x < left + _grid.CellWidth; x++)
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
