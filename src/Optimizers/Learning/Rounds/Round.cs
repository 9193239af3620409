using System.Text;
using Optimizers.Chains;
using Optimizers.Learning.Memory;
using Optimizers.Learning.Tuning;

namespace Optimizers.Learning.Rounds;

/// <summary>
/// A chain over the samples that the memory held when it began: labels that come meanwhile change no target. As a file: <c>VROUND1</c>, the header as JSON,
/// the number of samples, the samples, and FNV-1a of all before; little-endian.
/// </summary>
internal sealed class Round
{
    private const string Magic = "VROUND1";

    /// <summary>A round is smaller than this, whatever a file says.</summary>
    private const int SampleLimit = 1 << 20;

    private Round(RoundHeader header, IReadOnlyList<LabelledSample> samples, byte[] file)
    {
        (Header, Samples) = (header, samples);
        Hash = BitConverter.ToUInt64(file, file.Length - sizeof(ulong));
    }

    /// <summary>What it is.</summary>
    public RoundHeader Header { get; }

    /// <summary>What its chain sees.</summary>
    public IReadOnlyList<LabelledSample> Samples { get; }

    /// <summary>A hash of all of it.</summary>
    public ulong Hash { get; }

    /// <summary>Makes the file of a round.</summary>
    public static byte[] FileOf(RoundHeader header, IReadOnlyList<LabelledSample> samples)
    {
        using MemoryStream stream = new();
        using BinaryWriter writer = new(stream, Encoding.UTF8);
        writer.Write(Encoding.ASCII.GetBytes(Magic));
        writer.Write(header.Write());
        writer.Write(samples.Count);
        foreach (LabelledSample sample in samples)
            sample.Write(writer);
        writer.Flush();
        writer.Write(Fnv.Of<byte>(stream.GetBuffer().AsSpan(0, (int)stream.Length)));
        writer.Flush();
        return stream.ToArray();
    }

    /// <summary>Reads a file.</summary>
    /// <exception cref="InvalidDataException">It is no round, or damaged.</exception>
    public static Round Read(byte[] file)
    {
        if (file.Length < Magic.Length + sizeof(ulong) || !file.AsSpan().StartsWith(Encoding.ASCII.GetBytes(Magic)))
            throw new InvalidDataException($"found {file.Length} bytes that are no round, expected {Magic} at the start");
        if (Fnv.Of<byte>(file.AsSpan(0, file.Length - sizeof(ulong))) != BitConverter.ToUInt64(file, file.Length - sizeof(ulong)))
            throw new InvalidDataException("found another checksum than that of its bytes: it is damaged or cut short");
        try
        {
            using BinaryReader reader = new(new MemoryStream(file, Magic.Length, file.Length - Magic.Length - sizeof(ulong)), Encoding.UTF8);
            RoundHeader header = RoundHeader.Read(reader.ReadString());
            int count = reader.ReadInt32();
            if (count is < 1 or > SampleLimit)
                throw new InvalidDataException($"found {count} samples, expected 1 to {SampleLimit}");
            List<LabelledSample> samples = [];
            for (int i = 0; i < count; i++)
                samples.Add(LabelledSample.Read(reader));
            return new Round(header, samples, file);
        }
        catch (Exception fault) when (fault is EndOfStreamException or FormatException or ArgumentException)
        {
            throw new InvalidDataException($"found contents that contradict themselves: {fault.Message}", fault);
        }
    }

    /// <summary>Its chain, at the beginning.</summary>
    /// <param name="end">What moves.</param>
    /// <param name="rehearsal">Of the anchors that the shipped network carries.</param>
    /// <exception cref="InvalidDataException">Other anchors than it was begun with.</exception>
    /// <exception cref="ArgumentException">Samples or plan of another end.</exception>
    public StageTuner Begin(StageEnd end, Rehearsal rehearsal)
    {
        if (rehearsal.Hash != Header.Anchors)
            throw new InvalidDataException($"found the anchors {rehearsal.Hash}, expected {Header.Anchors}, with which the round began");
        byte[] labels = [.. Samples.Select(sample => sample.Label), .. rehearsal.Labels];
        MapPacking packing = end.Memory.Packing;
        void Read(int sample, Span<short> map) =>
            packing.Unpack(sample < Samples.Count ? Samples[sample].Packed : rehearsal.Packed(sample - Samples.Count), map);
        return end.Begin(Read, labels, Header.Plan, rehearsal.Count);
    }
}
