namespace Optimizers.Chains.Heads;

/// <summary>Where samples stand in arrays over samples: each part begins at a multiple of 256, so that no vector needs a rest.</summary>
internal sealed class SampleSlots
{
    /// <summary>Slots whose bits stand together.</summary>
    public const int Block = 256;

    /// <summary>Slots that are evaluated before the limit is looked at.</summary>
    public const int Step = 64;

    private readonly int[] _starts;
    private readonly int[] _counts;

    /// <summary>Lays out one part, or two.</summary>
    /// <param name="samples">At least 1.</param>
    /// <param name="first">Samples of the first of two parts, below <paramref name="samples"/>; 0: one part.</param>
    public SampleSlots(int samples, int first)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(samples, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(first, samples);
        Samples = samples;
        _counts = first == 0 ? [samples] : [first, samples - first];
        _starts = new int[_counts.Length];
        for (int part = 0; part < _counts.Length; part++)
        {
            _starts[part] = Count;
            Count += (_counts[part] + Step - 1) / Step * Step;
        }

        Count = (Count + Block - 1) / Block * Block;
    }

    /// <summary>Samples of all parts.</summary>
    public int Samples { get; }

    /// <summary>Slots of all parts.</summary>
    public int Count { get; }

    /// <summary>Slots up to the last 64 that hold a sample.</summary>
    public int Held => _starts[^1] + ((_counts[^1] + Step - 1) / Step * Step);

    /// <summary>1 or 2.</summary>
    public int Parts => _counts.Length;

    /// <summary>First slot of a part.</summary>
    public int Start(int part) => _starts[part];

    /// <summary>Samples of a part.</summary>
    public int SamplesOf(int part) => _counts[part];

    /// <summary>The slot of a sample.</summary>
    public int SlotOf(int sample) => sample < _counts[0] ? sample : _starts[^1] + sample - _counts[0];

    /// <summary>Whether any of the 64 slots from one on holds a sample.</summary>
    public bool IsHeld(int slot)
    {
        int part = slot < _starts[^1] ? 0 : _starts.Length - 1;
        return slot < _starts[part] + _counts[part];
    }

    /// <summary>Word of a slot's bit among the 4 words of its block: slot <c>16·t + l</c> has bit t of lane l of 16-bit lanes, so that a shift by t spreads a lane a slot.</summary>
    public static int WordOf(int slot) => (slot / Block * (Block / 64)) + (slot % 16 / 4);

    /// <summary>Bit of a slot in its word.</summary>
    public static int BitOf(int slot) => (slot % 4 * 16) + (slot % Block / 16);
}
