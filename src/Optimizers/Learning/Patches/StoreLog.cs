using System.Text;
using Optimizers.Chains;

namespace Optimizers.Learning.Patches;

/// <summary>
/// The history of a <see cref="ModelStore"/>, one line each time another network serves: <c>accept RESULT BASE SUM</c> or <c>back TO FROM SUM</c>.
/// Only ever added to; a line that a cut left in part does not count.
/// </summary>
internal sealed class StoreLog
{
    /// <summary>Its file.</summary>
    public const string Name = "lineage.log";

    /// <summary>An adaptation was accepted.</summary>
    public const string Accepted = "accept";

    /// <summary>The former network came back.</summary>
    public const string WentBack = "back";

    private readonly StoreDisk _disk;
    private readonly Dictionary<string, string> _bases = [];

    /// <summary>Reads what is there.</summary>
    public StoreLog(StoreDisk disk)
    {
        _disk = disk;
        foreach (string line in Encoding.ASCII.GetString(disk.Read(Name) ?? []).Split('\n'))
        {
            if (Whole(line) is not [var kind, var to, var from])
                continue;
            Last = to;
            if (kind == Accepted)
                _bases[to] = from;
        }
    }

    /// <summary>The network that served last; null: no line.</summary>
    public string? Last { get; private set; }

    /// <summary>What a network was made of; null: unknown.</summary>
    public string? BaseOf(string result) => _bases.GetValueOrDefault(result);

    /// <summary>Adds a line.</summary>
    /// <exception cref="IOException">The disk refuses.</exception>
    public void Add(string kind, string to, string from)
    {
        string text = $"{kind} {to} {from}";
        // Begins with an end of line: what a cut left of the line before must not swallow this one.
        _disk.Append(Name, Encoding.ASCII.GetBytes($"\n{Line(text)}\n"));
        Last = to;
        if (kind == Accepted)
            _bases[to] = from;
    }

    /// <summary>A line with its checksum.</summary>
    public static string Line(string text) => $"{text} {Fnv.Of<byte>(Encoding.ASCII.GetBytes(text)):x16}";

    /// <summary>The words of a line before its checksum; null: not whole.</summary>
    public static string[]? Whole(string line)
    {
        int end = line.LastIndexOf(' ');
        return end > 0 && Line(line[..end]) == line ? line[..end].Split(' ') : null;
    }
}
