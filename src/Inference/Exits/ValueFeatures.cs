using Inference.Kernels;

namespace Inference.Exits;

/// <summary>
/// Features of values: <c>f_gc = sat16((Σ max(x_c − r_c, 0) + half) &gt;&gt; log₂ pixels)</c> over the pixels of cell g.
/// </summary>
internal sealed class ValueFeatures<TKernels> : IExitFeatures
    where TKernels : IKernels
{
    private readonly Activation _input;
    private readonly CellGrid _grid;
    private readonly short[] _offsets;

    public ValueFeatures(CellGrid grid, short[] offsets, Activation input) => (_grid, _offsets, _input) = (grid, offsets, input);

    /// <inheritdoc/>
    public int Length => _grid.Length;

    /// <inheritdoc/>
    public void Gather(Workspace workspace)
    {
        int channels = _input.Map.Channels;
        ReadOnlySpan<short> input = workspace.Values(_input);
        Span<int> sums = workspace.CellSums.AsSpan(0, channels);
        for (int cell = 0; cell < _grid.Side * _grid.Side; cell++)
        {
            sums.Clear();
            int top = cell / _grid.Side * _grid.CellHeight;
            int left = cell % _grid.Side * _grid.CellWidth;
            for (int y = top; y < top + _grid.CellHeight; y++)
                TKernels.AddRectified(input.Slice((y * _input.Map.Width + left) * channels, _grid.CellWidth * channels), _offsets, sums);

            Span<short> features = workspace.Features.AsSpan(cell * channels, channels);
            for (int c = 0; c < channels; c++)
                features[c] = _grid.Mean(sums[c]);
        }
    }
}
