namespace Optimizers.Chains.Stages;

/// <summary>New values for weights of one unit; used again and again.</summary>
public sealed class Move
{
    private readonly int[] _index;
    private readonly short[] _value;

    /// <summary>Makes room for a number of changes.</summary>
    public Move(int capacity)
    {
        _index = new int[capacity];
        _value = new short[capacity];
    }

    /// <summary>The block of the unit.</summary>
    public int Block { get; private set; }

    /// <summary>The unit.</summary>
    public int Unit { get; private set; }

    /// <summary>How many weights change.</summary>
    public int Count { get; private set; }

    /// <summary>How many could.</summary>
    public int Capacity => _index.Length;

    /// <summary>Places in the row, each once; the last place of a row is the bias.</summary>
    public ReadOnlySpan<int> Index => _index.AsSpan(0, Count);

    /// <summary>The value that each place takes; unlike the one it has.</summary>
    public ReadOnlySpan<short> Value => _value.AsSpan(0, Count);

    /// <summary>Begins a move of one unit.</summary>
    public void Begin(int block, int unit) => (Block, Unit, Count) = (block, unit, 0);

    /// <summary>Adds a change.</summary>
    public void Add(int index, short value) => (_index[Count], _value[Count++]) = (index, value);

    /// <summary>Refuses a move of another unit than the visited one.</summary>
    /// <exception cref="ArgumentException">Says which it is of, and which was visited.</exception>
    internal void Check(int block, int unit)
    {
        if (Block != block || Unit != unit)
            throw new ArgumentException($"found a move of unit {Unit} of block {Block}, expected one of the visited unit {unit} of block {block}");
    }

    /// <summary>Whether a place is changed already.</summary>
    public bool Holds(int index) => Index.Contains(index);
}
