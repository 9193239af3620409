namespace Optimizers.Chains.Towers;

/// <summary>A layer of a tower.</summary>
public sealed class TowerLayer
{
    private readonly ulong[] _rows;
    private readonly int _words;

    internal TowerLayer(TowerShape shape) => (_rows, _words) = (new ulong[shape.LayerWords], shape.Words);

    /// <summary>g, 0 where it is asleep.</summary>
    public int Gate { get; internal set; }

    /// <summary>All rows of W.</summary>
    public ReadOnlySpan<ulong> Rows => _rows;

    /// <summary>The signs that make a channel of the sum.</summary>
    public ReadOnlySpan<ulong> Row(int channel) => _rows.AsSpan(channel * _words, _words);

    internal Span<ulong> Writable => _rows;
}
