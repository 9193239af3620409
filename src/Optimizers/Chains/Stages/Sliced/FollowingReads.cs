namespace Optimizers.Chains.Stages.Sliced;

/// <summary>Which sums of a layer read which place of the layer before, of any one channel; places outside the map are read by no sum, since they never change.</summary>
/// <remarks>Either the maps are the same, or the following layer is dense over the whole map: then its input is place after place, and in each the channels.</remarks>
internal sealed class FollowingReads
{
    private readonly LayerShape _before;
    private readonly bool _isFlattened;
    private readonly PlaceRead[][] _reads;

    /// <summary>Joins two layers.</summary>
    /// <exception cref="ArgumentException">The second does not take what the first gives.</exception>
    public FollowingReads(LayerShape before, LayerShape layer)
    {
        _before = before;
        int places = before.OutputHeight * before.OutputWidth;
        bool isSame = layer.Height == before.OutputHeight && layer.Width == before.OutputWidth && layer.Channels == before.Units;
        _isFlattened = !isSame;
        if (!isSame && (layer.Height != 1 || layer.Width != 1 || layer.Kernel != 1 || layer.Channels != places * before.Units))
        {
            throw new ArgumentException(
                $"found a layer on {layer.Height}×{layer.Width}×{layer.Channels} after one that gives {before.OutputHeight}×{before.OutputWidth}×{before.Units}");
        }

        Columns = isSame ? layer.Kernel * layer.Kernel : places;
        _reads = isSame ? Convolved(layer, places) : [.. Enumerable.Range(0, places).Select(place => new[] { new PlaceRead(0, 0, place) })];
    }

    /// <summary>Weights that a unit has for one channel.</summary>
    public int Columns { get; }

    /// <summary>The sums that read a place.</summary>
    public ReadOnlySpan<PlaceRead> Of(int place) => _reads[place];

    /// <summary>Where in its row a unit has the weight of a column for a channel.</summary>
    public int Index(int column, int channel) => (column * _before.Units) + channel;

    /// <summary>Where a channel of a place lies in the following layer's input.</summary>
    public (int Y, int X, int Channel) Input(int place, int channel) =>
        _isFlattened ? (0, 0, (place * _before.Units) + channel) : (place / _before.OutputWidth, place % _before.OutputWidth, channel);

    /// <summary>Where the sum of a place of the map of sums stands: the four of a 2×2 maximum follow one another.</summary>
    public static int Sum(LayerShape layer, int y, int x) =>
        layer.Pools ? (((y / 2 * layer.OutputWidth) + (x / 2)) * 4) + (y % 2 * 2) + (x % 2) : (y * layer.OutputWidth) + x;

    private static PlaceRead[][] Convolved(LayerShape layer, int places)
    {
        List<PlaceRead>[] reads = [.. Enumerable.Range(0, places).Select(_ => new List<PlaceRead>())];
        int half = layer.Kernel / 2;
        for (int at = 0; at < layer.SumHeight * layer.SumWidth; at++)
        {
            int sum = Sum(layer, at / layer.SumWidth, at % layer.SumWidth);
            for (int tap = 0; tap < layer.Kernel * layer.Kernel; tap++)
            {
                int y = (at / layer.SumWidth * layer.Stride) + (tap / layer.Kernel) - half, x = (at % layer.SumWidth * layer.Stride) + (tap % layer.Kernel) - half;
                if (y >= 0 && y < layer.Height && x >= 0 && x < layer.Width)
                    reads[(y * layer.Width) + x].Add(new PlaceRead(layer.Pools ? sum / 4 : sum, sum, tap));
            }
        }

        return [.. reads.Select(list => list.ToArray())];
    }
}
