namespace Optimizers.Chains;

/// <summary>The last weights that were kept, packed as their risk packs them; room is made once.</summary>
internal sealed class SampleRing
{
    private readonly byte[][] _samples;

    /// <summary>Makes room for a number of samples.</summary>
    /// <param name="bytes">Of a sample.</param>
    /// <param name="capacity">Samples.</param>
    public SampleRing(int bytes, int capacity)
    {
        _samples = new byte[capacity][];
        for (int i = 0; i < capacity; i++)
            _samples[i] = new byte[bytes];
    }

    /// <summary>How many were ever kept.</summary>
    public long Kept { get; set; }

    /// <summary>How many are held.</summary>
    public int Count => CountOf(Kept);

    /// <summary>A sample, 0 the oldest.</summary>
    public Span<byte> this[int index] => _samples[(Kept - Count + index) % _samples.Length];

    /// <summary>How many are held of a number that was kept.</summary>
    public int CountOf(long kept) => (int)Math.Min(kept, _samples.Length);

    /// <summary>Keeps the weights of a risk in the place of the oldest.</summary>
    public void Keep(IRisk risk)
    {
        if (_samples.Length == 0)
            return;
        risk.CopyState(_samples[Kept % _samples.Length]);
        Kept++;
    }
}
