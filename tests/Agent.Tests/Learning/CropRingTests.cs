using Agent.Learning;

namespace Agent.Tests.Learning;

public sealed class CropRingTests : IDisposable
{
    private const int Width = 5;
    private const int Height = 3;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();
    private readonly string _path;

    public CropRingTests() => _path = Path.Combine(_folder.FullName, "below", "crops.ring");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void The_latest_events_are_found_as_a_plain_queue_says_also_after_a_restart_and_the_file_never_grows()
    {
        const int Slots = 7;
        Random random = new(11);
        Dictionary<string, byte[]> crops = [];
        List<string> order = [];
        CropRing ring = Open(Slots);
        long size = new FileInfo(_path).Length;
        for (int run = 0; run < 500; run++)
        {
            string id = $"a-{random.Next(30)}";
            byte[] pixels = Pixels(random);
            Assert.True(ring.Put(id, pixels));
            crops[id] = pixels;
            if (!order.Contains(id))
                order.Add(id);
            if (order.Count > Slots)
                order.RemoveAt(0);
            if (random.Next(20) == 0)
            {
                ring.Dispose();
                ring = Open(Slots);
            }

            Assert.Equal(order.Count, ring.Count);
            for (int seen = 0; seen < 30; seen++)
                Assert.Equal(order.Contains($"a-{seen}") ? crops[$"a-{seen}"] : null, Find(ring, $"a-{seen}"));
        }

        ring.Dispose();
        Assert.Equal(size, new FileInfo(_path).Length);
    }

    [Fact]
    public void With_any_byte_damaged_or_the_file_cut_anywhere_an_event_is_whole_or_not_there_and_others_stay()
    {
        Random random = new(12);
        string[] ids = ["a-1", "a-2", "a-3"];
        byte[][] crops = [.. ids.Select(_ => Pixels(random))];
        using (CropRing ring = Open(4))
        {
            for (int i = 0; i < ids.Length; i++)
                ring.Put(ids[i], crops[i]);
        }

        byte[] sound = File.ReadAllBytes(_path);
        const int Head = 24;
        for (int at = 0; at < sound.Length; at++)
        {
            byte[] damaged = [.. sound];
            damaged[at] ^= (byte)(1 << random.Next(8));
            int lost = Check(damaged);
            Assert.Equal(at < Head ? 3 : at < Head + (3 * (sound.Length - Head) / 4) ? 1 : 0, lost);
            Check(sound[..at]);
        }

        int Check(byte[] bytes)
        {
            File.WriteAllBytes(_path, bytes);
            using CropRing ring = Open(4);
            int lost = 0;
            for (int i = 0; i < ids.Length; i++)
            {
                byte[]? found = Find(ring, ids[i]);
                lost += found is null ? 1 : 0;
                Assert.True(found is null || found.AsSpan().SequenceEqual(crops[i]));
            }

            Assert.Equal(ids.Length - lost, ring.Count);
            Assert.True(ring.Put("later", crops[0]));
            Assert.Equal(crops[0], Find(ring, "later"));
            return lost;
        }
    }

    [Fact]
    public void Crops_of_another_network_are_let_go_and_it_is_said()
    {
        using (CropRing ring = Open(4))
            ring.Put("a-1", Pixels(new Random(1)));
        using CropRing other = new(_path, Height, Width, 4);
        Assert.Contains("begun anew", other.Notice);
        Assert.Equal(0, other.Count);
        using CropRing fresh = new(Path.Combine(_folder.FullName, "fresh"), Width, Height);
        Assert.Equal("", fresh.Notice);
        Assert.Throws<IOException>(() => new CropRing(_path, Width, Height));
    }

    [Fact]
    public void Keeping_a_crop_allocates_nothing_and_what_is_no_event_is_refused()
    {
        using CropRing ring = Open(4);
        byte[] pixels = Pixels(new Random(1));
        string[] ids = [.. Enumerable.Range(0, 10).Select(i => $"a-{i}")];
        for (int i = 0; i < 100; i++)
            ring.Put(ids[i % 10], pixels);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
            ring.Put(ids[i % 10], pixels);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Throws<ArgumentException>(() => ring.Put("", pixels));
        Assert.Throws<ArgumentException>(() => ring.Put(new string('a', 65), pixels));
        Assert.Throws<ArgumentException>(() => ring.Put("é", pixels));
        Assert.Throws<ArgumentException>(() => ring.Put("a-1", pixels.AsSpan(1)));
        Assert.Null(Find(ring, new string('x', 1000)));
    }

    private CropRing Open(int slots) => new(_path, Width, Height, slots);

    private static byte[] Pixels(Random random)
    {
        byte[] pixels = new byte[Width * Height];
        random.NextBytes(pixels);
        return pixels;
    }

    private static byte[]? Find(CropRing ring, string id)
    {
        byte[] pixels = new byte[Width * Height];
        return ring.TryFind(id, pixels) ? pixels : null;
    }
}
