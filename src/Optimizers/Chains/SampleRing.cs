using Optimizers.Chains.Stages;

namespace Optimizers.Chains;

/// <summary>The last weights that were kept; room is made once.</summary>
internal sealed class SampleRing
{
    private readonly StageWeights[] _samples;

    /// <summary>Makes room for a number of samples.</summary>
    public SampleRing(StageShape shape, int capacity)
    {
        _samples = new StageWeights[capacity];
        for (int i = 0; i < capacity; i++)
            _samples[i] = new StageWeights(shape);
    }

    /// <summary>How many were ever kept.</summary>
    public long Kept { get; set; }

    /// <summary>How many are held.</summary>
    public int Count => (int)Math.Min(Kept, _samples.Length);

    /// <summary>A sample, 0 the oldest.</summary>
    public StageWeights this[int index] => _samples[(Kept - Count + index) % _samples.Length];

    /// <summary>Keeps a copy in the place of the oldest.</summary>
    public void Keep(StageWeights weights)
    {
        if (_samples.Length == 0)
            return;
        _samples[Kept % _samples.Length].CopyFrom(weights);
        Kept++;
    }
}
