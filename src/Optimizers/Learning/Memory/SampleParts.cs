namespace Optimizers.Learning.Memory;

/// <summary>All that a memory holds and a file says.</summary>
internal sealed class SampleParts(MemoryOptions options)
{
    private readonly SamplePart[] _parts =
    [
        new(options, options.CapacityOf(MemoryPart.Chain), weighsLoss: true),
        new(options, options.CapacityOf(MemoryPart.Guard), weighsLoss: false),
    ];

    /// <summary>The sequence of the next sample.</summary>
    public ulong Next { get; set; }

    /// <summary>Room for a map.</summary>
    public short[] Scratch { get; } = new short[options.Packing.Length];

    /// <summary>A part.</summary>
    public SamplePart this[MemoryPart part] => _parts[(int)part];

    /// <summary>Samples of all parts.</summary>
    public int Count() => _parts.Sum(part => part.Samples.Count);

    /// <summary>The records of a file that says the same and no more.</summary>
    public IEnumerable<byte[]> Records()
    {
        yield return MemoryRecords.Begin(options, Next);
        foreach (MemoryPart part in Enum.GetValues<MemoryPart>())
        {
            foreach (LabelledSample sample in this[part].Samples)
                yield return MemoryRecords.Sample(sample, part, []);
        }
    }
}
