namespace Optimizers.Learning.Memory;

/// <summary>The samples of one part, in order of their sequence.</summary>
/// <param name="options">Of the memory.</param>
/// <param name="capacity">The most bytes.</param>
/// <param name="weighsLoss">
/// Whether hard samples are kept rather than easy ones. Not for the guard: samples kept because a network fails on them make any other network look better.
/// </param>
internal sealed class SamplePart(MemoryOptions options, int capacity, bool weighsLoss)
{
    private readonly List<LabelledSample> _samples = [];
    private readonly long[] _bytes = new long[options.Classes];

    public IReadOnlyList<LabelledSample> Samples => _samples;

    public int Capacity => capacity;

    public long Bytes => _bytes.Sum();

    /// <summary>Bytes of a class.</summary>
    public long BytesOf(int label) => _bytes[label];

    /// <summary>The sample with this map; null where none is held.</summary>
    public LabelledSample? Find(byte[] packed) => _samples.Find(sample => sample.Packed.AsSpan().SequenceEqual(packed));

    /// <summary>The sample of this event; null where none is held.</summary>
    public LabelledSample? Find(string name) => _samples.Find(sample => sample.Event == name);

    /// <summary>
    /// Which samples leave for a newcomer: while the part is too large, one of the class that takes the most bytes (the first of such classes), of least
    /// priority (the oldest of such samples). So a class loses samples only where it takes more than an even share of the classes that have any. The
    /// newcomer stays: the caller has seen to it that it is not larger than an even share of all classes.
    /// </summary>
    /// <param name="newcomer">To be added.</param>
    /// <param name="replaced">Leaves first; null: none.</param>
    public List<ulong> Leaving(LabelledSample newcomer, LabelledSample? replaced)
    {
        List<ulong> leaving = [];
        long[] bytes = [.. _bytes];
        bytes[newcomer.Label] += newcomer.Bytes;
        Leave(replaced);
        while (bytes.Sum() > capacity)
        {
            int largest = Array.IndexOf(bytes, bytes.Max());
            Leave(_samples.Where(sample => sample.Label == largest && !leaving.Contains(sample.Sequence)).MinBy(sample => Priority.Of(sample, options, weighsLoss)));
        }

        return leaving;

        void Leave(LabelledSample? sample)
        {
            if (sample is null)
                return;
            bytes[sample.Label] -= sample.Bytes;
            leaving.Add(sample.Sequence);
        }
    }

    public void Add(LabelledSample sample)
    {
        _samples.Add(sample);
        _bytes[sample.Label] += sample.Bytes;
    }

    /// <summary>Removes a sample.</summary>
    /// <returns>Whether it was there.</returns>
    public bool Remove(ulong sequence)
    {
        int index = IndexOf(sequence);
        if (index < 0)
            return false;
        _bytes[_samples[index].Label] -= _samples[index].Bytes;
        _samples.RemoveAt(index);
        return true;
    }

    /// <summary>Sets the loss of a sample.</summary>
    /// <returns>Whether it is there.</returns>
    public bool Score(ulong sequence, int loss)
    {
        int index = IndexOf(sequence);
        if (index >= 0)
            _samples[index] = _samples[index] with { Loss = loss };
        return index >= 0;
    }

    private int IndexOf(ulong sequence) => _samples.FindIndex(sample => sample.Sequence == sequence);
}
