using Inference;
using Inference.Format;
using Optimizers.Learning.Guarding;
using Optimizers.Learning.Memory;
using Optimizers.Learning.Tuning;

namespace Optimizers.Learning.Rounds;

/// <summary>What two networks of one trunk answer at the end that is trained; some samples at a time, since maps are large.</summary>
internal sealed class GuardAnswers(StageEnd end, NetworkDefinition before, NetworkDefinition after)
{
    private const int Chunk = 64;
    private readonly short[] _maps = new short[Chunk * end.MapLength];
    private readonly byte[] _labels = new byte[Chunk];
    private readonly int[] _before = new int[Chunk];
    private readonly int[] _after = new int[Chunk];
    private readonly int[] _losses = new int[Chunk];
    private readonly List<PairedAnswer> _answers = [];
    private int _waiting;

    /// <summary>Of labelled samples.</summary>
    public PairedAnswer[] Of(IReadOnlyList<LabelledSample> samples)
    {
        foreach (LabelledSample sample in samples)
        {
            end.Memory.Packing.Unpack(sample.Packed, Room());
            Add(sample.Label);
        }

        return All();
    }

    /// <summary>Of pictures.</summary>
    /// <param name="pictures">Of the input of <paramref name="trunk"/>.</param>
    /// <param name="trunk">A network with the trunk of both.</param>
    public PairedAnswer[] Of(IEnumerable<LabelledPicture> pictures, Network trunk)
    {
        Workspace workspace = trunk.CreateWorkspace();
        foreach (LabelledPicture picture in pictures)
        {
            end.Map(picture.Picture.Span, workspace, Room());
            Add((byte)picture.Label);
        }

        return All();
    }

    /// <summary>Of whole networks, as they would serve: where an early exit was moved, what leaves there counts too.</summary>
    /// <param name="before">The one.</param>
    /// <param name="after">The other.</param>
    /// <param name="pictures">Of the input of both.</param>
    public static PairedAnswer[] OfWhole(Network before, Network after, IEnumerable<LabelledPicture> pictures)
    {
        Workspace one = before.CreateWorkspace(), other = after.CreateWorkspace();
        List<PairedAnswer> answers = [];
        foreach (LabelledPicture picture in pictures)
            answers.Add(new PairedAnswer(picture.Label, before.Run(picture.Picture.Span, one).Class, after.Run(picture.Picture.Span, other).Class));
        return [.. answers];
    }

    private Span<short> Room() => _maps.AsSpan(_waiting * end.MapLength, end.MapLength);

    private void Add(byte label)
    {
        _labels[_waiting++] = label;
        if (_waiting == Chunk)
            Answer();
    }

    private void Answer()
    {
        if (_waiting == 0)
            return;
        ReadOnlySpan<short> maps = _maps.AsSpan(0, _waiting * end.MapLength);
        ReadOnlySpan<byte> labels = _labels.AsSpan(0, _waiting);
        end.Score(before, maps, labels, _before.AsSpan(0, _waiting), _losses.AsSpan(0, _waiting));
        end.Score(after, maps, labels, _after.AsSpan(0, _waiting), _losses.AsSpan(0, _waiting));
        for (int i = 0; i < _waiting; i++)
            _answers.Add(new PairedAnswer(_labels[i], _before[i], _after[i]));
        _waiting = 0;
    }

    private PairedAnswer[] All()
    {
        Answer();
        PairedAnswer[] all = [.. _answers];
        _answers.Clear();
        return all;
    }
}
