using Optimizers.Learning.Memory;

namespace Optimizers.Tests.Learning.Memory;

/// <summary>A folder in memory that knows what of it is on the disk, and calls after every byte and step that changes it.</summary>
internal sealed class CutFiles : ISampleFiles
{
    private readonly Dictionary<string, Node> _names = [];
    private Dictionary<string, Node> _flushedNames = [];

    public CutFiles()
    {
    }

    /// <summary>What a board finds after a cut.</summary>
    public CutFiles(IReadOnlyDictionary<string, byte[]> image)
    {
        foreach ((string name, byte[] bytes) in image)
            _names[name] = new Node { Bytes = [.. bytes], Flushed = bytes };
        _flushedNames = new(_names);
    }

    /// <summary>Called after every byte and step; what it throws, the caller sees.</summary>
    public Action? Stepped { get; set; }

    public IEnumerable<string> Names => _names.Keys;

    /// <summary>
    /// What may be found after a cut here: the names, and the bytes, as they are or as they were last flushed; or zeros in place of bytes behind those that
    /// were flushed.
    /// </summary>
    public IEnumerable<Dictionary<string, byte[]>> Images()
    {
        bool isSame = _names.Count == _flushedNames.Count && _names.All(pair => _flushedNames.GetValueOrDefault(pair.Key) == pair.Value);
        foreach (Dictionary<string, Node> names in isSame ? [_names] : new[] { _names, _flushedNames })
        {
            yield return names.ToDictionary(pair => pair.Key, pair => pair.Value.Bytes.ToArray());
            if (names.Values.All(node => node.IsFlushed))
                continue;
            yield return names.ToDictionary(pair => pair.Key, pair => pair.Value.Flushed);
            yield return names.ToDictionary(pair => pair.Key, pair => pair.Value.WithZeros());
        }
    }

    public bool Has(string name) => _names.ContainsKey(name);

    public byte[]? Read(string name) => _names.TryGetValue(name, out Node? node) ? [.. node.Bytes] : null;

    public void Create(string name, ReadOnlySpan<byte> bytes)
    {
        if (!_names.TryGetValue(name, out Node? node))
            _names[name] = node = new Node();
        node.Bytes.Clear();
        Step(node);
        Write(name, 0, bytes);
    }

    public void Write(string name, long offset, ReadOnlySpan<byte> bytes)
    {
        Node node = _names[name];
        for (int i = 0; i < bytes.Length; i++)
        {
            if (offset + i < node.Bytes.Count)
                node.Bytes[(int)offset + i] = bytes[i];
            else
                node.Bytes.Add(bytes[i]);
            Step(node);
        }
    }

    public void Truncate(string name, long length)
    {
        Node node = _names[name];
        node.Bytes.RemoveRange((int)length, node.Bytes.Count - (int)length);
        Step(node);
    }

    public void Flush(string name)
    {
        Node node = _names[name];
        (node.Flushed, node.IsFlushed) = ([.. node.Bytes], true);
        Stepped?.Invoke();
    }

    public void Rename(string from, string to)
    {
        _names[to] = _names[from];
        _names.Remove(from);
        Stepped?.Invoke();
    }

    public void FlushFolder()
    {
        _flushedNames = new(_names);
        Stepped?.Invoke();
    }

    private void Step(Node node)
    {
        node.IsFlushed = false;
        Stepped?.Invoke();
    }

    private sealed class Node
    {
        public List<byte> Bytes { get; init; } = [];

        public byte[] Flushed { get; set; } = [];

        public bool IsFlushed { get; set; }

        public byte[] WithZeros()
        {
            byte[] bytes = [.. Bytes];
            if (bytes.Length > Flushed.Length)
                Array.Clear(bytes, Flushed.Length, bytes.Length - Flushed.Length);
            return bytes;
        }
    }
}
