using System.Text;
using Inference.Format;
using Optimizers.Learning.Patches;

namespace Optimizers.Tests.Learning.Patches;

public sealed class ModelStoreTests
{
    private static readonly NetworkDefinition Shipped = SomePatches.Small;
    private static readonly NetworkDefinition First = SomePatches.Scatter(Shipped, 1);
    private static readonly NetworkDefinition Second = SomePatches.Scatter(First, 2);
    private static readonly Patch ToFirst = PatchDiff.Of(Shipped, First, SomePatches.Provenance(Shipped, First));
    private static readonly Patch Bare = PatchDiff.Of(Shipped, First);
    private static readonly Patch ToSecond = PatchDiff.Of(First, Second);
    private readonly MemoryDisk _disk = new();

    [Fact]
    public void A_folder_keeps_everything()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory();
        try
        {
            ModelStore store = ModelStore.Open(folder.FullName, Shipped);
            store.Accept(ToFirst);
            store.Accept(ToSecond);
            Assert.True(store.Back());
            ModelStore again = ModelStore.Open(folder.FullName, Shipped);
            Assert.Equal(SomePatches.File(First), SomePatches.File(again.Current));
            Assert.Empty(again.Faults);
            Assert.Equal(
                new[] { $"{Hash(First)}.patch", $"{Hash(Second)}.patch", "current", "lineage.log" }.Order(StringComparer.Ordinal),
                folder.GetFiles().Select(file => file.Name).Order(StringComparer.Ordinal));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void What_serves_is_the_same_after_a_restart_and_goes_back_to_the_shipped_network()
    {
        ModelStore store = Open();
        Assert.Equal((Hash(Shipped), 0), (store.CurrentHash, store.Lineage.Count));
        Assert.False(store.Back());
        store.Accept(ToFirst);
        store.Accept(ToSecond);
        Assert.Equal(SomePatches.File(Second), SomePatches.File(Open().Current));
        Assert.Equal([Hash(First), Hash(Second)], Open().Lineage.Select(patch => patch.Result));
        Assert.Equal(1_234_567, Open().Lineage[0].Provenance!.Steps);
        Assert.True(store.Back());
        Assert.Equal(SomePatches.File(First), SomePatches.File(store.Current));
        Assert.Equal(SomePatches.File(First), SomePatches.File(Open().Current));
        Assert.True(store.Back());
        Assert.Same(Shipped, store.Current);
        Assert.Equal(Hash(Shipped), Open().CurrentHash);
        Assert.Empty(Open().Faults);
        // Nothing was deleted: both ways lead there again.
        Assert.Equal(2, _disk.Files.Keys.Count(name => name.EndsWith(".patch", StringComparison.Ordinal)));
        Assert.Equal(4, Encoding.ASCII.GetString(_disk.Files["lineage.log"]).Split('\n').Count(line => line.Length > 0));
    }

    [Fact]
    public void An_adaptation_of_another_network_is_refused()
    {
        ModelStore store = Open();
        Assert.Throws<PatchException>(() => store.Accept(ToSecond));
        Assert.Empty(_disk.Files);
        store.Accept(ToFirst);
        Assert.Throws<PatchException>(() => store.Accept(ToFirst));
        Assert.Equal(Hash(First), Open().CurrentHash);
    }

    [Fact]
    public void A_network_that_comes_about_twice_keeps_its_first_lineage()
    {
        ModelStore store = Open();
        store.Accept(ToFirst);
        store.Accept(ToSecond);
        store.Accept(PatchDiff.Of(Second, First));
        Assert.Single(store.Lineage);
        Assert.Single(Open().Lineage);
        store.Accept(PatchDiff.Of(First, Shipped));
        Assert.Empty(store.Lineage);
        Assert.Equal(Hash(Shipped), Open().CurrentHash);
        Assert.Empty(Open().Faults);
    }

    [Fact]
    public void A_power_cut_at_any_byte_leaves_the_network_before_or_the_one_after()
    {
        Cut(store => { }, store => store.Accept(Bare), Hash(Shipped), Hash(First));
        Cut(store => store.Accept(Bare), store => store.Accept(ToSecond), Hash(First), Hash(Second));
        Cut(store => store.Accept(Bare), store => store.Back(), Hash(First), Hash(Shipped));
    }

    [Fact]
    public void Damage_falls_back_to_the_last_whole_ancestor_and_says_why()
    {
        ModelStore store = Open();
        store.Accept(ToFirst);
        store.Accept(ToSecond);
        Damage($"{Hash(Second)}.patch", Hash(First));
        Damage($"{Hash(First)}.patch", Hash(Shipped));
        Damage("current", Hash(Second));
        _disk.Files.Remove("current");
        ModelStore found = Open();
        Assert.Equal(Hash(Second), found.CurrentHash);
        Assert.Contains("lineage.log", Assert.Single(found.Faults), StringComparison.Ordinal);
        _disk.Files.Remove($"{Hash(First)}.patch");
        Assert.Equal(Hash(Shipped), Open().CurrentHash);
        // What is lost can be accepted again.
        Open().Accept(ToFirst);
        Assert.Equal(Hash(First), Open().CurrentHash);
        Assert.Empty(Open().Faults);
    }

    [Fact]
    public void The_history_may_be_damaged_while_the_pointer_is_whole()
    {
        Open().Accept(ToFirst);
        _disk.Files["lineage.log"] = _disk.Files["lineage.log"][..^9];
        Assert.Equal(Hash(First), Open().CurrentHash);
        Open().Accept(ToSecond);
        Assert.Equal(Hash(Second), Open().CurrentHash);
        _disk.Files["lineage.log"] = [0xFF, 0, 10, 32, 32, 10];
        Assert.Equal(Hash(Second), Open().CurrentHash);
        Assert.Empty(Open().Faults);
    }

    [Fact]
    public void Another_shipped_network_serves_itself_and_the_former_finds_its_lineage_again()
    {
        Open().Accept(ToFirst);
        NetworkDefinition newer = SomePatches.Scatter(Shipped, 9);
        ModelStore store = new(_disk, newer);
        Assert.Same(newer, store.Current);
        Assert.NotEmpty(store.Faults);
        Assert.Equal(Hash(First), Open().CurrentHash);
    }

    private static string Hash(NetworkDefinition network) => PatchDiff.HashOf(network)[..16];

    private ModelStore Open() => new(_disk, Shipped);

    private void Damage(string name, string expected)
    {
        byte[] whole = _disk.Files[name];
        foreach (int at in Enumerable.Range(0, whole.Length).Where(at => at % 5 == 0))
        {
            byte[] damaged = [.. whole];
            damaged[at] ^= 0x10;
            _disk.Files[name] = at % 2 == 0 ? damaged : whole[..at];
            ModelStore store = Open();
            Assert.Equal(expected, store.CurrentHash);
            Assert.NotEmpty(store.Faults);
        }

        _disk.Files[name] = whole;
        Assert.Empty(Open().Faults);
    }

    private static void Cut(Action<ModelStore> prepare, Action<ModelStore> work, string before, string after)
    {
        MemoryDisk prepared = new();
        prepare(new ModelStore(prepared, Shipped));
        int left = 0;
        for (bool isCut = true; isCut; left++)
        {
            MemoryDisk disk = new() { Files = new(prepared.Files), Left = left };
            isCut = false;
            try
            {
                work(new ModelStore(disk, Shipped));
            }
            catch (CutException)
            {
                isCut = true;
            }

            disk.Left = int.MaxValue;
            ModelStore again = new(disk, Shipped);
            Assert.True(again.CurrentHash == after || (isCut && again.CurrentHash == before), $"cut after {left}: {again.CurrentHash}");
            // And it goes on from there.
            if (again.CurrentHash == before)
                work(again);
            Assert.Equal(after, new ModelStore(disk, Shipped).CurrentHash);
        }

        Assert.InRange(left, 50, 1000);
    }

    /// <summary>Loses power after so many bytes and moves; what was written before stays.</summary>
    private sealed class MemoryDisk() : StoreDisk(Path.GetTempPath())
    {
        public Dictionary<string, byte[]> Files { get; init; } = [];

        public int Left { get; set; } = int.MaxValue;

        public override byte[]? Read(string name) => Files.GetValueOrDefault(name);

        protected override void Put(string name, byte[] bytes, FileMode mode)
        {
            byte[] old = mode == FileMode.Append && Files.TryGetValue(name, out byte[]? there) ? there : [];
            Files[name] = [.. old, .. bytes.AsSpan(0, Math.Min(Left, bytes.Length))];
            Spend(bytes.Length);
        }

        protected override void Move(string aside, string name)
        {
            Spend(1);
            Files.Remove(aside, out byte[]? bytes);
            Files[name] = bytes!;
        }

        private void Spend(int cost)
        {
            Left -= cost;
            if (Left < 0)
                throw new CutException();
        }
    }

    private sealed class CutException : Exception;
}
