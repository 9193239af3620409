namespace Optimizers.Chains;

/// <summary>Which units of the last layer are on.</summary>
public sealed class UnitSet
{
    private readonly bool[] _isOn;

    /// <summary>Makes a set of units that are all on.</summary>
    public UnitSet(int units)
    {
        _isOn = new bool[units];
        Array.Fill(_isOn, true);
        Count = units;
    }

    /// <summary>How many are on.</summary>
    public int Count { get; private set; }

    /// <summary>How many there are.</summary>
    public int Most => _isOn.Length;

    /// <summary>Whether a unit is on.</summary>
    public bool this[int unit] => _isOn[unit];

    /// <summary>Turns a unit on or off.</summary>
    public void Turn(int unit, bool on)
    {
        if (_isOn[unit] != on)
            Count += on ? 1 : -1;
        _isOn[unit] = on;
    }

    /// <summary>Turns on and off what another set of as many units has on and off.</summary>
    public void CopyFrom(UnitSet other)
    {
        ArgumentNullException.ThrowIfNull(other);
        for (int unit = 0; unit < _isOn.Length; unit++)
            Turn(unit, other[unit]);
    }

    /// <summary>The unit that comes at a place, from 0, among those that are on, or off.</summary>
    public int Find(int place, bool on)
    {
        for (int unit = 0; unit < _isOn.Length; unit++)
        {
            if (_isOn[unit] == on && place-- == 0)
                return unit;
        }

        throw new ArgumentOutOfRangeException(nameof(place), "there are not so many units");
    }
}
