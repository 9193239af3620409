namespace Optimizers.Chains.Towers;

/// <summary>Takes one sample up a tower in which something changes.</summary>
internal sealed class TowerWalk(Tower tower, TowerLevels levels)
{
    private readonly short[] _values = new short[tower.Shape.Width];
    private readonly ulong[] _bits = new ulong[tower.Shape.Words];

    /// <summary>The signs at the top after a run that gave true, or after a refresh.</summary>
    public ReadOnlySpan<ulong> Bits => _bits;

    /// <summary>Whether the signs at the top may have changed.</summary>
    /// <param name="n">The sample.</param>
    /// <param name="change">Of a layer; the tower itself has not changed its gate yet.</param>
    /// <param name="row">The new row, where a row changes.</param>
    /// <param name="writes">Whether the levels take over the new values.</param>
    public bool Run(int n, TowerChange change, ReadOnlySpan<ulong> row, bool writes)
    {
        int level = change.Layer + 1;
        if (change.Channel >= 0)
        {
            if (!FollowChannel(n, change, row, writes, ref level))
                return false;
        }
        else
        {
            levels.Values(change.Layer, n).CopyTo(_values);
            levels.Bits(change.Layer, n).CopyTo(_bits);
            Pass(tower[change.Layer], change.Gate);
            Keep(level, n, writes);
        }

        for (; level < tower.Layers; level++)
        {
            Pass(tower[level], tower[level].Gate);
            Keep(level + 1, n, writes);
        }

        return writes || !levels.Bits(tower.Layers, n).SequenceEqual(_bits);
    }

    /// <summary>All levels of a sample anew.</summary>
    public void Refresh(int n)
    {
        levels.Values(0, n).CopyTo(_values);
        Tower.Pack(_values, _bits);
        Keep(0, n, true);
        for (int l = 0; l < tower.Layers; l++)
        {
            Pass(tower[l], tower[l].Gate);
            Keep(l + 1, n, true);
        }
    }

    /// <summary>
    /// As long as its sign stays, a channel moves no other: it is followed alone. True where its sign turns, at <paramref name="level"/>: from there on
    /// everything may change.
    /// </summary>
    private bool FollowChannel(int n, TowerChange change, ReadOnlySpan<ulong> row, bool writes, ref int level)
    {
        int c = change.Channel, width = _values.Length;
        short value = Tower.Next(levels.Values(level - 1, n)[c], change.Gate, Tower.Sum(row, levels.Bits(level - 1, n), width));
        while (true)
        {
            Span<short> values = levels.Values(level, n);
            short before = values[c];
            if (value == before)
                return false;
            if (writes)
                values[c] = value;
            if ((value < 0) != (before < 0))
            {
                Span<ulong> bits = levels.Bits(level, n);
                values.CopyTo(_values);
                bits.CopyTo(_bits);
                _values[c] = value;
                _bits[c >> 6] ^= 1UL << c;
                if (writes)
                    bits[c >> 6] ^= 1UL << c;
                return true;
            }

            if (level == tower.Layers)
                return false;
            TowerLayer above = tower[level];
            value = Tower.Next(value, above.Gate, Tower.Sum(above.Row(c), levels.Bits(level, n), width));
            level++;
        }
    }

    private void Pass(TowerLayer layer, int gate)
    {
        if (gate == 0)
            return;
        for (int c = 0; c < _values.Length; c++)
            _values[c] = Tower.Next(_values[c], gate, Tower.Sum(layer.Row(c), _bits, _values.Length));
        Tower.Pack(_values, _bits);
    }

    private void Keep(int level, int n, bool writes)
    {
        if (!writes)
            return;
        _values.CopyTo(levels.Values(level, n));
        _bits.CopyTo(levels.Bits(level, n));
    }
}
