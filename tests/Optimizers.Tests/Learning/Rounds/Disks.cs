using Optimizers.Learning.Memory;
using Optimizers.Learning.Patches;
using Optimizers.Learning.Rounds;

namespace Optimizers.Tests.Learning.Rounds;

/// <summary>The three folders of a learner, in memory, with one power supply: after <see cref="Left"/> bytes it fails.</summary>
internal sealed class Disks
{
    private readonly CutDisk _disk;
    private readonly CutDisk _models;
    private readonly CutFilesOf _memory;

    public Disks()
    {
        _disk = new CutDisk(this);
        _models = new CutDisk(this);
        _memory = new CutFilesOf(this);
    }

    public int Left { get; set; } = int.MaxValue;

    public Dictionary<string, byte[]> Files => _disk.Files;

    public PlaceLearner Open(LearnerPlan? plan = null) => SomePlace.Open(_disk, _memory, _models, plan);

    public byte[] Round(string result) => _disk.Files[$"{result[..16]}.round"];

    /// <summary>All that a life should lead to: what serves, what is remembered, how often was looked, every patch.</summary>
    public string Digest()
    {
        PlaceLearner place = Open();
        IEnumerable<string> patches = _models.Files.Keys.Where(name => name.EndsWith(".patch", StringComparison.Ordinal)).Order();
        return $"{PatchDiff.HashOf(place.Serving)} {place.Memory.Hash} {place.Status.Looks} {place.Status.Round} {string.Join(",", patches)}";
    }

    private void Spend(int bytes)
    {
        Left -= bytes;
        if (Left < 0)
            throw new CutException();
    }

    private sealed class CutDisk(Disks power) : StoreDisk(Path.GetTempPath())
    {
        public Dictionary<string, byte[]> Files { get; } = [];

        public override byte[]? Read(string name) => Files.GetValueOrDefault(name);

        public override void Remove(string name)
        {
            power.Spend(1);
            Files.Remove(name);
        }

        protected override void Put(string name, byte[] bytes, FileMode mode)
        {
            byte[] old = mode == FileMode.Append && Files.TryGetValue(name, out byte[]? there) ? there : [];
            Files[name] = [.. old, .. bytes.AsSpan(0, Math.Clamp(power.Left, 0, bytes.Length))];
            power.Spend(bytes.Length);
        }

        protected override void Move(string aside, string name)
        {
            power.Spend(1);
            Files.Remove(aside, out byte[]? bytes);
            Files[name] = bytes!;
        }
    }

    private sealed class CutFilesOf(Disks power) : ISampleFiles
    {
        private readonly Dictionary<string, byte[]> _files = [];

        public bool Has(string name) => _files.ContainsKey(name);

        public byte[]? Read(string name) => _files.GetValueOrDefault(name);

        public void Create(string name, ReadOnlySpan<byte> bytes)
        {
            _files[name] = bytes[..Math.Clamp(power.Left, 0, bytes.Length)].ToArray();
            power.Spend(bytes.Length);
        }

        public void Write(string name, long offset, ReadOnlySpan<byte> bytes)
        {
            byte[] old = _files[name];
            int count = Math.Clamp(power.Left, 0, bytes.Length);
            _files[name] = [.. old.AsSpan(0, (int)offset), .. bytes[..count]];
            power.Spend(bytes.Length);
        }

        public void Truncate(string name, long length)
        {
            power.Spend(1);
            _files[name] = _files[name][..(int)length];
        }

        public void Flush(string name) => power.Spend(1);

        public void Rename(string from, string to)
        {
            power.Spend(1);
            _files.Remove(from, out byte[]? bytes);
            _files[to] = bytes!;
        }

        public void FlushFolder() => power.Spend(1);
    }
}

/// <summary>The power went.</summary>
internal sealed class CutException : Exception;
