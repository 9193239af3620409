using Inference;
using Optimizers.Learning.Memory;

namespace Optimizers.Tests.Learning.Memory;

public sealed class SampleMemoryTests
{
    private static readonly MemoryPart[] Parts = [MemoryPart.Chain, MemoryPart.Guard];

    [Fact]
    public void After_ten_thousand_labels_of_unlike_frequency_bounds_hold_and_only_classes_above_an_even_share_have_lost()
    {
        const int Classes = 3;
        MemoryOptions options = SomeMemory.Options(4000, Classes);
        SampleMemory memory = new(options);
        SplitMix random = new(1);
        for (int i = 0; i < 10_000; i++)
        {
            LabelledSample[][] before = [.. Parts.Select(part => memory.Samples(part).ToArray())];
            SomeMemory.Insert(memory, ref random, Classes);
            foreach (MemoryPart part in Parts)
            {
                IReadOnlyList<LabelledSample> after = memory.Samples(part);
                Assert.Equal(after.Sum(sample => (long)sample.Bytes), memory.BytesOf(part));
                Assert.InRange(memory.BytesOf(part), 0, options.CapacityOf(part));
                // Of an event the latest sample stays.
                LabelledSample[] lost = [.. before[(int)part].Except(after).Where(sample => sample.Event.Length == 0 || after.All(other => other.Event != sample.Event))], all = [.. before[(int)part].Union(after)];
                int present = all.Select(sample => sample.Label).Distinct().Count();
                foreach (LabelledSample sample in lost)
                {
                    long bytes = all.Where(other => other.Label == sample.Label).Sum(other => (long)other.Bytes);
                    Assert.True(bytes * present > options.CapacityOf(part), $"label {i}: class {sample.Label} had {bytes} bytes");
                }
            }
        }

        // All classes have come often enough to fill their share: none is further from it than one sample.
        foreach (MemoryPart part in Parts)
        {
            long[] bytes = [.. Enumerable.Range(0, Classes).Select(label => memory.Samples(part).Where(sample => sample.Label == label).Sum(sample => (long)sample.Bytes))];
            Assert.InRange(bytes.Max() - bytes.Min(), 0, 2 * memory.Samples(part).Max(sample => sample.Bytes));
        }
    }

    [Fact]
    public void The_split_does_not_depend_on_order_or_time_and_an_event_is_in_one_part()
    {
        SplitMix random = new(2);
        (short[] Map, string Event)[] samples =
            [.. Enumerable.Range(0, 600).Select(i => (SomeMemory.Map(ref random), i % 2 == 0 ? $"e{i}" : ""))];
        Dictionary<string, MemoryPart> first = PartsOf(samples, 0);
        (short[] Map, string Event)[] other = [.. samples.OrderBy(sample => sample.Map[0]).ThenBy(sample => sample.Map[1])];
        Assert.Equal(first.OrderBy(pair => pair.Key, StringComparer.Ordinal), PartsOf(other, 1_700_000_000).OrderBy(pair => pair.Key, StringComparer.Ordinal));
        Assert.InRange(first.Values.Count(part => part == MemoryPart.Guard) / (double)first.Count, 0.27, 0.40);
    }

    [Fact]
    public void Of_an_event_the_latest_word_counts_and_nothing_that_says_the_same_is_written()
    {
        SampleMemory memory = new(SomeMemory.Options(1 << 14));
        SplitMix random = new(21);
        short[] map = SomeMemory.Map(ref random), later = SomeMemory.Map(ref random);
        Assert.Equal(InsertAnswer.Accepted, memory.Insert(map, 0, LabelSource.OtherBoard, "e", 1, 0));
        Assert.Equal(InsertAnswer.Relabelled, memory.Insert(later, 1, LabelSource.Operator, "e", 2, 0));
        ulong accepted = memory.Accepted, hash = memory.Hash;
        Assert.Equal(InsertAnswer.Relabelled, memory.Insert(later, 1, LabelSource.Operator, "e", 3, 9));
        Assert.Equal(InsertAnswer.HeldByOperator, memory.Insert(map, 0, LabelSource.OtherBoard, "e", 4, 0));
        Assert.Equal((accepted, hash), (memory.Accepted, memory.Hash));
        Assert.Equal(1, Assert.Single(Parts.SelectMany(memory.Samples)).Label);
    }

    /// <summary>A guard whose samples were kept for the served network's failures would find any other network better.</summary>
    [Fact]
    public void What_the_guard_holds_does_not_depend_on_losses_and_what_chains_hold_does()
    {
        string[][] chain = [Names(MemoryPart.Chain, false), Names(MemoryPart.Chain, true)], guard = [Names(MemoryPart.Guard, false), Names(MemoryPart.Guard, true)];
        Assert.NotEqual(chain[0], chain[1]);
        Assert.NotEmpty(guard[0]);
        Assert.Equal(guard[0], guard[1]);

        static string[] Names(MemoryPart part, bool isHard)
        {
            SampleMemory memory = new(SomeMemory.Options(2000));
            SplitMix random = new(7);
            for (int i = 0; i < 500; i++)
                memory.Insert(SomeMemory.Map(ref random), (byte)(i % 2), LabelSource.Operator, $"e{i}", i, isHard && i % 3 == 0 ? 3 << 16 : 0);
            return [.. memory.Samples(part).Select(sample => sample.Event)];
        }
    }

    [Fact]
    public void The_same_labels_give_the_same_memory_and_another_seed_another()
    {
        ulong hash = Run(1);
        Assert.Equal(hash, Run(1));
        Assert.NotEqual(hash, Run(2));

        static ulong Run(ulong seed)
        {
            SampleMemory memory = new(SomeMemory.Options(2000) with { Seed = seed });
            SplitMix random = new(4);
            for (int i = 0; i < 500; i++)
                SomeMemory.Change(memory, ref random);
            return memory.Hash;
        }
    }

    [Fact]
    public void The_newest_label_is_held_and_hard_ones_stay_longer()
    {
        SampleMemory memory = new(SomeMemory.Options(8000, 1) with { HalfLife = 1 << 30 });
        SplitMix random = new(12);
        for (int i = 0; i < 3000; i++)
        {
            short[] map = SomeMemory.Map(ref random);
            memory.Insert(map, 0, LabelSource.Audit, "", i, i % 2 == 0 ? 0 : 3 << 16);
            Assert.Contains(Parts, part => memory.Samples(part).Count > 0 && memory.Samples(part)[^1].Sequence == (ulong)i);
        }

        int hard = Parts.Sum(part => memory.Samples(part).Count(sample => sample.Loss > 0)), all = Parts.Sum(part => memory.Samples(part).Count);
        // Drawn without replacement, 1 in 20, by weights of 4 and 1.
        Assert.InRange(hard / (double)all, 0.68, 0.90);
    }

    [Fact]
    public void A_map_that_is_held_takes_the_later_label_unless_an_operator_gave_the_one_it_has()
    {
        SampleMemory memory = new(SomeMemory.Options());
        short[] map = [1, 2, 3, 4, 5, 6, 7, 8];
        Assert.Equal(InsertAnswer.Accepted, memory.Insert(map, 0, LabelSource.Audit, "a", 1, 9));
        Assert.Equal(InsertAnswer.Relabelled, memory.Insert(map, 1, LabelSource.Operator, "b", 2, 8));
        Assert.Equal(InsertAnswer.HeldByOperator, memory.Insert(map, 0, LabelSource.OtherBoard, "a", 3, 7));
        LabelledSample sample = Assert.Single(Parts.SelectMany(memory.Samples));
        Assert.Equal(((byte)1, LabelSource.Operator, "a", 2L, 8), (sample.Label, sample.Source, sample.Event, sample.Time, sample.Loss));
        Assert.Equal(1, Parts.Sum(part => memory.Count(part, 1, LabelSource.Operator)));
        Assert.Equal(0, Parts.Sum(part => memory.Count(part, 0, LabelSource.Audit)));
    }

    [Fact]
    public void A_chain_gets_maps_and_labels_of_a_part_oldest_first()
    {
        MemoryOptions options = SomeMemory.Options(4000) with { Packing = new MapPacking(8, [5, -300, 0, 40], 0) };
        SampleMemory memory = new(options);
        SplitMix random = new(14);
        List<(short[] Map, byte Label)> put = [];
        for (int i = 0; i < 20; i++)
        {
            put.Add((SomeMemory.Map(ref random), (byte)random.Next(2)));
            memory.Insert(put[^1].Map, put[^1].Label, LabelSource.Simulator, "", i, 0);
        }

        foreach (MemoryPart part in Parts)
        {
            IReadOnlyList<LabelledSample> samples = memory.Samples(part);
            short[] maps = new short[samples.Count * 8];
            byte[] labels = new byte[samples.Count];
            memory.Fill(part, maps, labels);
            Assert.Equal(samples.SelectMany(sample => put[(int)sample.Sequence].Map), maps);
            Assert.Equal(samples.Select(sample => put[(int)sample.Sequence].Label), labels);
            Assert.Throws<ArgumentException>(() => memory.Fill(part, new short[maps.Length + 8], labels));
        }

        Assert.Equal(20, Parts.Sum(part => memory.Samples(part).Count));
    }

    [Fact]
    public void What_cannot_be_a_sample_is_refused_and_nothing_is_written()
    {
        CutFiles files = new();
        SampleMemory memory = SampleMemory.Open(files, SomeMemory.Options(capacity: 200));
        files.Stepped = () => throw new InvalidOperationException("written");
        short[] map = new short[8];
        Assert.ThrowsAny<ArgumentException>(() => memory.Insert(map, 2, LabelSource.Audit, "", 0, 0));
        Assert.ThrowsAny<ArgumentException>(() => memory.Insert(map, 0, (LabelSource)5, "", 0, 0));
        Assert.ThrowsAny<ArgumentException>(() => memory.Insert(map, 0, LabelSource.Audit, new string('é', 33), 0, 0));
        Assert.ThrowsAny<ArgumentException>(() => memory.Insert(map, 0, LabelSource.Audit, "", 0, -1));
        Assert.ThrowsAny<ArgumentException>(() => memory.Insert(new short[7], 0, LabelSource.Audit, "", 0, 0));
        Assert.ThrowsAny<ArgumentException>(() => memory.Insert(map, 0, LabelSource.Audit, new string('e', 64), 0, 0));
        Assert.ThrowsAny<ArgumentException>(() => memory.Rescore(MemoryPart.Chain, [1]));
    }

    /// <summary>The part of every event, or map without one, of a memory that holds all samples.</summary>
    private static Dictionary<string, MemoryPart> PartsOf((short[] Map, string Event)[] samples, long time)
    {
        SampleMemory memory = new(SomeMemory.Options(1 << 18));
        foreach ((short[] map, string name) in samples)
            memory.Insert(map, 0, LabelSource.Simulator, name, time++, 0);
        Dictionary<string, MemoryPart> parts = [];
        foreach (MemoryPart part in Parts)
        {
            foreach (LabelledSample sample in memory.Samples(part))
            {
                string key = sample.Event.Length > 0 ? sample.Event : Convert.ToHexString(sample.Packed);
                Assert.True(parts.TryAdd(key, part) || parts[key] == part, key);
            }
        }

        Assert.Equal(600, Parts.Sum(part => memory.Samples(part).Count));
        return parts;
    }
}
