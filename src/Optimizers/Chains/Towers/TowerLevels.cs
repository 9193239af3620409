namespace Optimizers.Chains.Towers;

/// <summary>r_0 to r_L of all samples and their signs.</summary>
internal sealed class TowerLevels
{
    private readonly int _width;
    private readonly int _words;
    private readonly short[][] _values;
    private readonly ulong[][] _bits;

    public TowerLevels(TowerShape shape, int samples)
    {
        (_width, _words) = (shape.Width, shape.Words);
        _values = new short[shape.MostLayers + 1][];
        _bits = new ulong[shape.MostLayers + 1][];
        for (int level = 0; level < _values.Length; level++)
            (_values[level], _bits[level]) = (new short[samples * _width], new ulong[samples * _words]);
    }

    /// <summary>A level of all samples.</summary>
    public Span<short> All(int level) => _values[level];

    /// <summary>A level of one sample.</summary>
    public Span<short> Values(int level, int n) => _values[level].AsSpan(n * _width, _width);

    /// <summary>Its signs.</summary>
    public Span<ulong> Bits(int level, int n) => _bits[level].AsSpan(n * _words, _words);

    /// <summary>Makes room for what a layer at a place gives when asleep: what it takes.</summary>
    public void Insert(int place, int layers)
    {
        Rotate(_values, place + 1, layers + 1);
        Rotate(_bits, place + 1, layers + 1);
        _values[place].CopyTo(_values[place + 1], 0);
        _bits[place].CopyTo(_bits[place + 1], 0);
    }

    /// <summary>Forgets what a layer gave.</summary>
    public void Remove(int place, int layers)
    {
        RotateBack(_values, place + 1, layers);
        RotateBack(_bits, place + 1, layers);
    }

    private static void Rotate<T>(T[] levels, int from, int last)
    {
        T spare = levels[last];
        Array.Copy(levels, from, levels, from + 1, last - from);
        levels[from] = spare;
    }

    private static void RotateBack<T>(T[] levels, int from, int last)
    {
        T spare = levels[from];
        Array.Copy(levels, from + 1, levels, from, last - from);
        levels[last] = spare;
    }
}
