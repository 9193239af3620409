using System.Text;
using Inference.Format;

namespace Optimizers.Learning.Patches;

/// <summary>
/// The networks of a board: the shipped one, which no file here can replace, and a patch for each adaptation that was accepted; one of them serves.
/// Folder: <c>RESULT.patch</c> each, <see cref="StoreLog"/>, and <c>current</c>, the hash of the network that serves, replaced whole. After a power
/// cut at any byte the network before or the one after serves; what is damaged falls back to the last ancestor that is whole, at worst the shipped
/// network. For one thread and one process.
/// </summary>
public sealed class ModelStore
{
    private const string Pointer = "current";
    private readonly StoreDisk _disk;
    private readonly StoreLog _log;
    private readonly string _shippedHash;
    private readonly List<string> _faults = [];
    private List<Patch> _lineage = [];

    internal ModelStore(StoreDisk disk, NetworkDefinition shipped)
    {
        ArgumentNullException.ThrowIfNull(shipped);
        (_disk, Shipped, Current) = (disk, shipped, shipped);
        _shippedHash = PatchDiff.HashOf(shipped)[..PatchEnvelope.HashDigits];
        _log = new StoreLog(disk);
        (Current, _lineage) = Load(ReadPointer(), _faults);
    }

    /// <summary>The network everything began with.</summary>
    public NetworkDefinition Shipped { get; }

    /// <summary>The network that serves.</summary>
    public NetworkDefinition Current { get; private set; }

    /// <summary>Patches from <see cref="Shipped"/> to <see cref="Current"/>.</summary>
    public IReadOnlyList<Patch> Lineage => _lineage;

    /// <summary>Hash of <see cref="Current"/>, 16 hex digits.</summary>
    public string CurrentHash => _lineage is [.., var last] ? last.Result : _shippedHash;

    /// <summary>Why another network serves than the one that did last; empty: none does.</summary>
    public IReadOnlyList<string> Faults => _faults;

    /// <summary>Opens a store; nothing is written.</summary>
    /// <param name="folder">Made where it is not there.</param>
    /// <param name="shipped">The network of the executable or of the configuration.</param>
    /// <exception cref="IOException">The folder cannot be made or read.</exception>
    public static ModelStore Open(string folder, NetworkDefinition shipped) => new(new StoreDisk(folder), shipped);

    /// <summary>Keeps an adaptation and lets its result serve.</summary>
    /// <param name="patch">Of <see cref="Current"/>. Whether it deserves trust is the caller's matter.</param>
    /// <exception cref="PatchException">Of another base, or it does not give what it promises; nothing changes.</exception>
    /// <exception cref="IOException">The disk refuses; the network before goes on serving, here and after a restart.</exception>
    public void Accept(Patch patch)
    {
        ArgumentNullException.ThrowIfNull(patch);
        NetworkDefinition result = PatchDiff.Apply(Current, patch);
        // A network that came about before has its patch and lineage already; the log says that it came again.
        List<string> faults = [];
        (NetworkDefinition, List<Patch> Lineage) known = Load(patch.Result, faults);
        if (faults.Count > 0)
            _disk.Write(FileOf(patch.Result), patch.ToBytes());
        Turn(StoreLog.Accepted, patch.Result);
        (Current, _lineage) = (result, faults.Count > 0 ? [.. _lineage, patch] : known.Lineage);
    }

    /// <summary>Lets the network serve that <see cref="Current"/> was made of. Its patch stays.</summary>
    /// <returns>False where the shipped network serves already.</returns>
    /// <exception cref="IOException">The disk refuses; the network before goes on serving.</exception>
    public bool Back()
    {
        if (_lineage is not [.., var last])
            return false;
        NetworkDefinition former = PatchDiff.Revert(Current, last);
        Turn(StoreLog.WentBack, last.Base);
        _lineage.RemoveAt(_lineage.Count - 1);
        Current = _lineage.Count == 0 ? Shipped : former;
        return true;
    }

    private static string FileOf(string result) => $"{result}.patch";

    /// <summary>First the history, then the pointer: where the pointer is lost, the history knows.</summary>
    private void Turn(string kind, string to)
    {
        // Where there is no pointer yet, a disk that is full between the two would let the history speak for what was never accepted.
        if (_disk.Read(Pointer) is null)
            _disk.Write(Pointer, Encoding.ASCII.GetBytes(StoreLog.Line(CurrentHash)));
        _log.Add(kind, to, CurrentHash);
        _disk.Write(Pointer, Encoding.ASCII.GetBytes(StoreLog.Line(to)));
    }

    private string ReadPointer()
    {
        byte[]? file = _disk.Read(Pointer);
        if (file is not null && StoreLog.Whole(Encoding.ASCII.GetString(file)) is [var hash])
            return hash;
        if (file is not null || _log.Last is not null)
            _faults.Add($"{Pointer}: {(file is null ? "missing" : "damaged")}; read from {StoreLog.Name}");
        return _log.Last ?? _shippedHash;
    }

    /// <summary>A network by its patches, from the shipped one on, as far as they are whole.</summary>
    private (NetworkDefinition Network, List<Patch> Lineage) Load(string hash, List<string> faults)
    {
        Stack<Patch> path = new();
        HashSet<string> seen = [];
        while (hash != _shippedHash)
        {
            bool isNew = seen.Add(hash);
            if (!isNew)
                faults.Add($"{FileOf(hash)}: found its result among its ancestors, expected the shipped network {_shippedHash}");
            Patch? patch = isNew ? ReadPatch(hash, faults) : null;
            // What was made of a network that is lost cannot be reached.
            if (patch is null)
                path.Clear();
            else
                path.Push(patch);
            string? parent = isNew ? patch?.Base ?? _log.BaseOf(hash) : null;
            hash = parent ?? _shippedHash;
        }

        (NetworkDefinition network, List<Patch> lineage) = (Shipped, []);
        try
        {
            foreach (Patch patch in path)
            {
                network = PatchDiff.Apply(network, patch);
                lineage.Add(patch);
            }
        }
        catch (PatchException fault)
        {
            faults.Add(fault.Message);
        }

        return (network, lineage);
    }

    private Patch? ReadPatch(string hash, List<string> faults)
    {
        string name = FileOf(hash);
        try
        {
            Patch? patch = _disk.Read(name) is { } file ? Patch.Read(file) : null;
            if (patch?.Result == hash)
                return patch;
            faults.Add($"{name}: {(patch is null ? "missing" : $"found a patch that gives {patch.Result}")}");
        }
        catch (Exception fault) when (fault is PatchException or IOException or UnauthorizedAccessException)
        {
            faults.Add($"{name}: {fault.Message}");
        }

        return null;
    }
}
