using System.Text;
using Optimizers.Chains;

namespace Optimizers.Learning.Memory;

/// <summary>
/// A reservoir, bounded in bytes, of labelled samples for the end of one stage of one network, in two parts: one that chains are run on and one that only
/// the guard sees. Which samples leave: <see cref="SamplePart.Leaving"/> and <see cref="Priority"/>. The same insertions give the same memory.
/// </summary>
/// <remarks>Not for several threads at once.</remarks>
public sealed class SampleMemory
{
    private readonly MemoryOptions _options;
    private readonly SampleLog? _log;
    private SampleParts _parts;

    /// <summary>An empty memory that no file holds.</summary>
    public SampleMemory(MemoryOptions options)
        : this(options, null)
    {
    }

    private SampleMemory(MemoryOptions options, SampleLog? log)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.GuardOneIn, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.HalfLife, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Classes, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.Classes, 256);
        (_options, _log, _parts) = (options, log, new SampleParts(options));
    }

    /// <summary>What was found that is not as it should be, in words; null: nothing.</summary>
    public string? Notice { get; private set; }

    /// <summary>Samples accepted since the beginning.</summary>
    public ulong Accepted => _parts.Next;

    /// <summary>A hash of all that is held.</summary>
    public ulong Hash => _parts.Records().Aggregate(Fnv.Start, (hash, record) => Fnv.Of<byte>(record, hash));

    /// <summary>Bytes written to the disk since the memory was opened.</summary>
    internal long Written => _log?.Written ?? 0;

    /// <summary>
    /// Opens the memory that <c>samples.log</c> in a folder holds, or begins one there. A file that is damaged gets another name, and what stands before the
    /// damage is kept; so does one of another network, stage, packing or split, and the memory begins empty. <see cref="Notice"/> says why.
    /// </summary>
    /// <exception cref="IOException">The disk refuses.</exception>
    public static SampleMemory Open(string folder, MemoryOptions options) => Open(new FolderFiles(folder), options);

    /// <inheritdoc cref="Open(string, MemoryOptions)"/>
    internal static SampleMemory Open(ISampleFiles files, MemoryOptions options)
    {
        SampleLog log = new(files);
        SampleMemory memory = new(options, log);
        bool isThere = false;
        try
        {
            List<byte[]> records = [];
            isThere = log.Read(records, out long dropped, out string? damage);
            if (isThere)
                MemoryRecords.Replay(records, options, memory._parts);
            if (damage is not null)
            {
                isThere = false;
                memory.Notice = $"{SampleLog.Name}: {damage}; the file is {log.SetAside()} from here on, and the {memory._parts.Count()} samples before that are kept";
            }
            else if (dropped > 0)
                memory.Notice = $"{SampleLog.Name}: the last record was not written to its end; its {dropped} bytes are left out";
        }
        catch (InvalidDataException fault)
        {
            (isThere, memory._parts) = (false, new SampleParts(options));
            memory.Notice = $"{SampleLog.Name}: {fault.Message}; the file is {log.SetAside()} from here on, and the memory begins empty";
        }

        if (!isThere)
            log.Rewrite(memory._parts.Records());
        return memory;
    }

    /// <summary>Offers a labelled sample. When this returns, it is on the disk, and it is not among those that leave for it.</summary>
    /// <param name="map">The map the trained layer reads, of the packing's length.</param>
    /// <param name="label">Class index.</param>
    /// <param name="source">Where the label comes from.</param>
    /// <param name="name">Id of the event: all samples of an event are in one part. Empty: none, and the map decides.</param>
    /// <param name="time">Unix seconds.</param>
    /// <param name="loss">Of the network as it is, 1/65536 nats, not negative.</param>
    /// <exception cref="ArgumentException">A map, label, source, id or loss that cannot be; or a sample larger than an even share of the classes.</exception>
    /// <exception cref="IOException">The disk refuses; the memory is as it was.</exception>
    public InsertAnswer Insert(ReadOnlySpan<short> map, byte label, LabelSource source, string name, long time, int loss)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(label, _options.Classes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((byte)source, (byte)LabelSource.Simulator, nameof(source));
        ArgumentOutOfRangeException.ThrowIfNegative(loss);
        if (Encoding.UTF8.GetByteCount(name) > LabelledSample.MostEventBytes)
            throw new ArgumentException($"found an id of {Encoding.UTF8.GetByteCount(name)} bytes, expected at most {LabelledSample.MostEventBytes}", nameof(name));
        byte[] packed = _options.Packing.Pack(map);
        MemoryPart part = _options.PartOf(name, packed);
        LabelledSample? held = null;
        foreach (MemoryPart one in Enum.GetValues<MemoryPart>())
        {
            if (_parts[one].Find(packed) is { } found)
                (held, part) = (found, one);
        }

        // Samples of one event are too alike to count for more than one, and a later word on it is a correction.
        foreach (MemoryPart one in Enum.GetValues<MemoryPart>())
        {
            if (name.Length > 0 && _parts[one].Find(name) is { } found)
                (held, part) = (found, one);
        }

        if (held is { Source: LabelSource.Operator } && source != LabelSource.Operator)
            return InsertAnswer.HeldByOperator;
        if (held is not null && held.Label == label && held.Source == source && held.Packed.AsSpan().SequenceEqual(packed))
            return InsertAnswer.Relabelled;
        LabelledSample sample = new(_parts.Next, label, source, held?.Event ?? name, time, loss, packed);
        if (sample.Bytes > _parts[part].Capacity / _options.Classes)
            throw new ArgumentException($"found a sample of {sample.Bytes} bytes, expected at most {_parts[part].Capacity} / {_options.Classes}", nameof(map));
        List<ulong> leaving = _parts[part].Leaving(sample, held);
        Append(MemoryRecords.Sample(sample, part, leaving));
        foreach (ulong sequence in leaving)
            _parts[part].Remove(sequence);
        _parts[part].Add(sample);
        _parts.Next++;
        return held is null ? InsertAnswer.Accepted : InsertAnswer.Relabelled;
    }

    /// <summary>Sets the losses of a part; on the disk when this returns.</summary>
    /// <param name="part">Whose.</param>
    /// <param name="losses"><c>[Count]</c>, 1/65536 nats, in the order of <see cref="Samples"/>.</param>
    /// <exception cref="ArgumentException">Another number of losses, or a negative one.</exception>
    /// <exception cref="IOException">The disk refuses; the memory is as it was.</exception>
    public void Rescore(MemoryPart part, ReadOnlySpan<int> losses)
    {
        IReadOnlyList<LabelledSample> samples = _parts[part].Samples;
        if (losses.Length != samples.Count || losses.ContainsAnyInRange(int.MinValue, -1))
            throw new ArgumentException($"found {losses.Length} losses, expected {samples.Count}, none negative", nameof(losses));
        List<(ulong Sequence, int Loss)> changed = [];
        for (int i = 0; i < losses.Length; i++)
        {
            if (losses[i] != samples[i].Loss)
                changed.Add((samples[i].Sequence, losses[i]));
        }

        if (changed.Count == 0)
            return;
        Append(MemoryRecords.Losses(part, changed));
        foreach ((ulong sequence, int loss) in changed)
            _parts[part].Score(sequence, loss);
    }

    /// <summary>The samples of a part, oldest first.</summary>
    public IReadOnlyList<LabelledSample> Samples(MemoryPart part) => _parts[part].Samples;

    /// <summary>Bytes of a part, of its <see cref="MemoryOptions.CapacityOf"/>.</summary>
    public long BytesOf(MemoryPart part) => _parts[part].Bytes;

    /// <summary>How many samples of a part have a label from a source.</summary>
    public int Count(MemoryPart part, int label, LabelSource source) =>
        _parts[part].Samples.Count(sample => sample.Label == label && sample.Source == source);

    /// <summary>Unpacks a part, oldest first, for a <see cref="Chains.Heads.ResidualStage"/>.</summary>
    /// <param name="part">Which.</param>
    /// <param name="maps"><c>[samples][values of a map]</c>.</param>
    /// <param name="labels"><c>[samples]</c>.</param>
    /// <exception cref="ArgumentException">Room for another number of samples.</exception>
    public void Fill(MemoryPart part, Span<short> maps, Span<byte> labels)
    {
        IReadOnlyList<LabelledSample> samples = _parts[part].Samples;
        int length = _options.Packing.Length;
        if (maps.Length != samples.Count * length || labels.Length != samples.Count)
            throw new ArgumentException($"found room for {maps.Length} values and {labels.Length} labels, expected {samples.Count} × {length}", nameof(maps));
        for (int i = 0; i < samples.Count; i++)
        {
            _options.Packing.Unpack(samples[i].Packed, maps.Slice(i * length, length));
            labels[i] = samples[i].Label;
        }
    }

    /// <summary>Appends; writes the file anew first where it has grown to four times the bytes that samples can take.</summary>
    private void Append(byte[] record)
    {
        if (_log is null)
            return;
        if (_log.Length + record.Length + LogFrames.Overhead > 4L * _options.Capacity)
            _log.Rewrite(_parts.Records());
        _log.Append(record);
    }
}
