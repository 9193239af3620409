using System.Numerics;

namespace Optimizers.Chains.Towers;

/// <summary>The state of a tower chain: how many layers, their signs and gates, and the signs of the exit. Begins with no layer and all signs +1.</summary>
public sealed class Tower
{
    private readonly TowerLayer[] _layers;
    private readonly ulong[] _exit;

    /// <summary>Makes a tower without layers; room for all of them is taken now.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The shape is out of its ranges.</exception>
    public Tower(TowerShape shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        shape.Check();
        Shape = shape;
        _layers = new TowerLayer[shape.MostLayers];
        for (int i = 0; i < _layers.Length; i++)
            _layers[i] = new TowerLayer(shape);
        _exit = new ulong[shape.Classes * shape.Words];
    }

    /// <summary>Its measures.</summary>
    public TowerShape Shape { get; }

    /// <summary>L, layers it has.</summary>
    public int Layers { get; private set; }

    /// <summary>Layers whose gate is 0.</summary>
    public int Sleepers
    {
        get
        {
            int count = 0;
            for (int i = 0; i < Layers; i++)
                count += _layers[i].Gate == 0 ? 1 : 0;
            return count;
        }
    }

    /// <summary>All rows of the exit.</summary>
    public ReadOnlySpan<ulong> Exit => _exit;

    internal Span<ulong> WritableExit => _exit;

    /// <summary>A layer, 0 the first.</summary>
    public TowerLayer this[int index] => index < Layers ? _layers[index] : throw new ArgumentOutOfRangeException(nameof(index));

    /// <summary>The signs of a class.</summary>
    public ReadOnlySpan<ulong> ExitRow(int k) => _exit.AsSpan(k * Shape.Words, Shape.Words);

    /// <summary>m_k of one sample from nothing but the definition.</summary>
    /// <param name="input">r_0, <c>[Width]</c>.</param>
    /// <param name="logits"><c>[Classes]</c>.</param>
    public void Run(ReadOnlySpan<short> input, Span<int> logits)
    {
        short[] values = input.ToArray();
        ulong[] bits = new ulong[Shape.Words];
        Pack(values, bits);
        for (int l = 0; l < Layers; l++)
        {
            for (int c = 0; c < values.Length; c++)
                values[c] = Next(values[c], _layers[l].Gate, Sum(_layers[l].Row(c), bits, Shape.Width));
            Pack(values, bits);
        }

        for (int k = 0; k < logits.Length; k++)
            logits[k] = Sum(ExitRow(k), bits, Shape.Width);
    }

    /// <summary><c>Σ w·x</c> of signs: width − 2·popcount(w xor x).</summary>
    internal static int Sum(ReadOnlySpan<ulong> w, ReadOnlySpan<ulong> x, int width)
    {
        int unlike = 0;
        for (int i = 0; i < w.Length; i++)
            unlike += BitOperations.PopCount(w[i] ^ x[i]);
        return width - (2 * unlike);
    }

    /// <summary>A value after a layer.</summary>
    internal static short Next(short value, int gate, int sum) => (short)Math.Clamp(value + (gate * sum), short.MinValue, short.MaxValue);

    /// <summary>The bits of values, 1 where a value is below 0.</summary>
    internal static void Pack(ReadOnlySpan<short> values, Span<ulong> bits)
    {
        bits.Clear();
        for (int c = 0; c < values.Length; c++)
            bits[c >> 6] |= (ulong)((ushort)values[c] >> 15) << c;
    }

    /// <summary>Puts a layer with gate 0 and the given signs before the one at a place, or last.</summary>
    internal void Insert(int place, ReadOnlySpan<ulong> rows)
    {
        TowerLayer made = _layers[Layers];
        Array.Copy(_layers, place, _layers, place + 1, Layers - place);
        _layers[place] = made;
        made.Gate = 0;
        rows.CopyTo(made.Writable);
        Layers++;
    }

    /// <summary>Takes a layer away.</summary>
    internal void Remove(int place)
    {
        TowerLayer gone = _layers[place];
        Layers--;
        Array.Copy(_layers, place + 1, _layers, place, Layers - place);
        _layers[Layers] = gone;
    }
}
