using Inference;
using Optimizers.Learning.Memory;

namespace Optimizers.Tests.Learning.Memory;

public sealed class SampleLogTests
{
    private const int Changes = 45;

    [Fact]
    public void A_cut_after_any_byte_or_step_leaves_the_old_or_the_new_memory_and_no_accepted_label_is_lost()
    {
        MemoryOptions options = SomeMemory.Options();
        CutFiles files = new();
        HashSet<ulong> seen = [];
        int cuts = 0;
        files.Stepped = () =>
        {
            foreach (Dictionary<string, byte[]> image in files.Images())
            {
                cuts++;
                seen.Add(OpenAndGoOn(image, options));
            }
        };
        ulong old = new SampleMemory(options).Hash;
        SampleMemory memory = SampleMemory.Open(files, options);
        SplitMix random = new(5);
        for (int i = 0; i <= Changes; i++)
        {
            Assert.Subset(new HashSet<ulong> { old, memory.Hash }, seen);
            seen.Clear();
            foreach (Dictionary<string, byte[]> image in files.Images())
                Assert.Equal(memory.Hash, OpenAndGoOn(image, options));
            old = memory.Hash;
            if (i < Changes)
                SomeMemory.Change(memory, ref random);
        }

        Assert.True(cuts > 3000, $"{cuts} cuts");
        Assert.True(memory.Written > files.Read(SampleLog.Name)!.Length + 1000, "was rewritten");
    }

    [Fact]
    public void A_disk_that_refuses_at_any_step_leaves_the_memory_as_it_was_and_the_next_label_is_kept()
    {
        for (int refusal = 1; refusal < 3000; refusal += 13)
        {
            CutFiles files = new();
            SampleMemory memory = SampleMemory.Open(files, SomeMemory.Options());
            int step = 0;
            files.Stepped = () =>
            {
                if (++step == refusal)
                    throw new IOException("no room left");
            };
            SplitMix random = new(6);
            for (int i = 0; i < Changes; i++)
            {
                ulong old = memory.Hash;
                try
                {
                    SomeMemory.Change(memory, ref random);
                }
                catch (IOException)
                {
                    Assert.Equal(old, memory.Hash);
                }
            }

            files.Stepped = null;
            SomeMemory.Insert(memory, ref random);
            SampleMemory again = SampleMemory.Open(files, SomeMemory.Options());
            Assert.Equal(memory.Hash, again.Hash);
            Assert.Null(again.Notice);
        }
    }

    [Fact]
    public void A_damaged_byte_is_found_the_file_is_set_aside_whole_and_what_stands_before_is_kept()
    {
        (CutFiles files, ulong hash) = Filled();
        byte[] file = files.Read(SampleLog.Name)!;
        List<byte[]> records = [];
        LogFrames.Read(file, records);
        int last = file.Length - records[^1].Length - LogFrames.Overhead;
        for (int at = 0; at < file.Length; at++)
        {
            byte[] damaged = [.. file];
            damaged[at] ^= 0x10;
            CutFiles folder = new(new Dictionary<string, byte[]> { [SampleLog.Name] = damaged });
            SampleMemory memory = SampleMemory.Open(folder, SomeMemory.Options());
            Assert.NotEqual(hash, memory.Hash);
            Assert.NotNull(memory.Notice);
            // The last record cannot be told from one whose writing was cut, except by the check of its length.
            if (folder.Read("samples.log.damaged-1") is { } aside)
            {
                Assert.Contains("found", memory.Notice, StringComparison.Ordinal);
                Assert.Contains("expected", memory.Notice, StringComparison.Ordinal);
                Assert.Contains("samples.log.damaged-1", memory.Notice, StringComparison.Ordinal);
                Assert.Equal(damaged, aside);
                Assert.Equal(Before(file, records, at), memory.Hash);
                Assert.Equal(memory.Hash, SampleMemory.Open(folder, SomeMemory.Options()).Hash);
            }
            else
            {
                Assert.True(at >= last, $"byte {at} of {file.Length}, last record at {last}");
            }
        }
    }

    [Fact]
    public void A_cut_while_damage_is_mended_loses_nothing_that_stood_before_it()
    {
        (CutFiles files, _) = Filled();
        byte[] file = files.Read(SampleLog.Name)!;
        file[file.Length / 2] ^= 4;
        List<byte[]> records = [];
        LogFrames.Read(file, records);
        ulong expected = SampleMemory.Open(new CutFiles(new Dictionary<string, byte[]> { [SampleLog.Name] = file }), SomeMemory.Options()).Hash;
        CutFiles whole = new(new Dictionary<string, byte[]> { [SampleLog.Name] = file });
        int step = 0, cuts = 0;
        whole.Stepped = () =>
        {
            if (++step % 7 != 0)
                return;
            foreach (Dictionary<string, byte[]> image in whole.Images())
            {
                Assert.Equal(expected, SampleMemory.Open(new CutFiles(image), SomeMemory.Options()).Hash);
                cuts++;
            }
        };
        _ = SampleMemory.Open(whole, SomeMemory.Options());
        Assert.True(cuts > 500, $"{cuts} cuts");
    }

    /// <summary>The hash of what the records before the one that holds a byte say.</summary>
    private static ulong Before(byte[] file, List<byte[]> records, int at)
    {
        int end = file.Length - records.Sum(record => record.Length + LogFrames.Overhead);
        foreach (byte[] record in records)
        {
            if (end + record.Length + LogFrames.Overhead > at)
                break;
            end += record.Length + LogFrames.Overhead;
        }

        CutFiles whole = new(new Dictionary<string, byte[]> { [SampleLog.Name] = at < 8 ? [] : file[..end] });
        return SampleMemory.Open(whole, SomeMemory.Options()).Hash;
    }

    [Fact]
    public void A_memory_of_another_network_is_set_aside_and_nothing_set_aside_is_written_over()
    {
        (CutFiles files, ulong hash) = Filled();
        SampleMemory other = SampleMemory.Open(files, SomeMemory.Options() with { Network = "4567" });
        Assert.Contains("found samples of network 0123", other.Notice, StringComparison.Ordinal);
        Assert.Contains("expected network 4567", other.Notice, StringComparison.Ordinal);
        Assert.Empty(other.Samples(MemoryPart.Chain));
        _ = SampleMemory.Open(files, SomeMemory.Options());
        Assert.Equal(["samples.log", "samples.log.damaged-1", "samples.log.damaged-2"], files.Names.Order(StringComparer.Ordinal));
        CutFiles first = new(new Dictionary<string, byte[]> { [SampleLog.Name] = files.Read("samples.log.damaged-1")! });
        Assert.Equal(hash, SampleMemory.Open(first, SomeMemory.Options()).Hash);
    }

    [Fact]
    public void A_smaller_memory_reads_the_file_of_a_larger_one_and_shrinks_at_the_next_label()
    {
        (CutFiles files, ulong hash) = Filled();
        MemoryOptions smaller = SomeMemory.Options(capacity: 300);
        SampleMemory memory = SampleMemory.Open(files, smaller);
        Assert.Equal(hash, memory.Hash);
        SplitMix random = new(9);
        for (int i = 0; i < 20; i++)
            SomeMemory.Insert(memory, ref random);
        foreach (MemoryPart part in Enum.GetValues<MemoryPart>())
            Assert.InRange(memory.BytesOf(part), 1, smaller.CapacityOf(part));
    }

    [Fact]
    public void A_folder_of_the_disk_gives_back_what_was_put_in()
    {
        string folder = Directory.CreateTempSubdirectory("vigie-").FullName;
        try
        {
            SampleMemory memory = SampleMemory.Open(Path.Combine(folder, "learning"), SomeMemory.Options());
            SplitMix random = new(10);
            for (int i = 0; i < Changes; i++)
                SomeMemory.Change(memory, ref random);
            string file = Path.Combine(folder, "learning", SampleLog.Name);
            File.AppendAllText(file, "cut");
            SampleMemory again = SampleMemory.Open(Path.Combine(folder, "learning"), SomeMemory.Options());
            Assert.Equal(memory.Hash, again.Hash);
            Assert.Contains("3 bytes are left out", again.Notice, StringComparison.Ordinal);
            SomeMemory.Insert(again, ref random);
            SampleMemory last = SampleMemory.Open(Path.Combine(folder, "learning"), SomeMemory.Options());
            Assert.Equal(again.Hash, last.Hash);
            Assert.Null(last.Notice);
            Assert.Equal([file], Directory.GetFiles(Path.Combine(folder, "learning")));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Opens what a cut left, puts a sample in, opens again; returns the hash before that.</summary>
    private static ulong OpenAndGoOn(Dictionary<string, byte[]> image, MemoryOptions options)
    {
        CutFiles files = new(image);
        SampleMemory memory = SampleMemory.Open(files, options);
        Assert.False(files.Names.Any(name => name.Contains("damaged", StringComparison.Ordinal)), memory.Notice);
        ulong hash = memory.Hash;
        SplitMix random = new(77);
        memory.Insert(SomeMemory.Map(ref random), 1, LabelSource.Operator, "after", 1, 1);
        Assert.Equal(memory.Hash, SampleMemory.Open(files, options).Hash);
        return hash;
    }

    private static (CutFiles Files, ulong Hash) Filled()
    {
        CutFiles files = new();
        SampleMemory memory = SampleMemory.Open(files, SomeMemory.Options());
        SplitMix random = new(7);
        for (int i = 0; i < 20; i++)
            SomeMemory.Insert(memory, ref random);
        return (files, memory.Hash);
    }
}
