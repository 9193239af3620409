using System.Globalization;
using Inference;
using Optimizers.Chains;
using Optimizers.Learning.Tuning;

namespace Optimizers.Learning.Rounds;

/// <summary>The anchors that a chain learns from beside the samples, so that it does not unlearn what they show; rounded as the memory rounds samples.</summary>
internal sealed class Rehearsal
{
    private readonly byte[][] _packed;
    private readonly byte[] _labels;

    /// <summary>Takes those of all anchors that are to be rehearsed.</summary>
    /// <param name="end">What reads them.</param>
    /// <param name="anchors">All.</param>
    public Rehearsal(StageEnd end, IEnumerable<LabelledPicture> anchors)
    {
        List<byte[]> packed = [];
        List<byte> labels = [];
        Workspace workspace = end.Network.CreateWorkspace();
        short[] map = new short[end.MapLength];
        ulong hash = Fnv.Start;
        foreach (LabelledPicture anchor in AnchorSplit.RehearsedOf(anchors))
        {
            end.Map(anchor.Picture.Span, workspace, map);
            packed.Add(end.Memory.Packing.Pack(map));
            labels.Add((byte)anchor.Label);
            hash = Fnv.Of<byte>(labels[^1..].ToArray(), Fnv.Of<byte>(packed[^1], hash));
        }

        (_packed, _labels) = ([.. packed], [.. labels]);
        Hash = hash.ToString("x16", CultureInfo.InvariantCulture);
    }

    /// <summary>How many.</summary>
    public int Count => _labels.Length;

    /// <summary>A hash of all of them.</summary>
    public string Hash { get; }

    /// <summary>Their classes.</summary>
    public IReadOnlyList<byte> Labels => _labels;

    /// <summary>The map of one, packed.</summary>
    public byte[] Packed(int index) => _packed[index];
}
