namespace Optimizers.Chains.Stages.Sliced;

/// <summary>Labels, logits and losses of the samples, and the parts they are cut into.</summary>
internal sealed class Memory
{
    private readonly int[] _cuts;

    /// <summary>Makes room.</summary>
    /// <param name="labels"><c>[samples]</c>.</param>
    /// <param name="classes">Classes.</param>
    /// <param name="first">Samples of the first of two parts; 0: one part.</param>
    public Memory(ReadOnlySpan<byte> labels, int classes, int first)
    {
        Samples = labels.Length;
        Pitch = (Samples + LossBatch.Size - 1) / LossBatch.Size * LossBatch.Size;
        Labels = new byte[Pitch];
        labels.CopyTo(Labels);
        Row = (classes + LossBatch.Size - 1) / LossBatch.Size * LossBatch.Size;
        Logits = new int[checked(Row * Pitch)];
        Losses = new int[Pitch];
        _cuts = first == 0 ? [0, Samples] : [0, first, Samples];
        Risks = new long[_cuts.Length - 1];
    }

    /// <summary>Samples.</summary>
    public int Samples { get; }

    /// <summary>Samples with room up to a whole batch.</summary>
    public int Pitch { get; }

    /// <summary><c>[Pitch]</c>; those past the last sample are 0.</summary>
    public byte[] Labels { get; }

    /// <summary>Classes with room up to a multiple of eight.</summary>
    public int Row { get; }

    /// <summary><c>[Pitch][Row]</c>: what a move of a unit touches of a sample lies together.</summary>
    public int[] Logits { get; }

    /// <summary><c>[Pitch]</c>.</summary>
    public int[] Losses { get; }

    /// <summary>Sums of the losses; one a part.</summary>
    public long[] Risks { get; }

    /// <summary>Parts.</summary>
    public int Parts => Risks.Length;

    /// <summary>Copies the logits of all samples.</summary>
    /// <param name="classes">Classes.</param>
    /// <param name="logits"><c>[samples][classes]</c>.</param>
    public void CopyLogits(int classes, Span<int> logits)
    {
        for (int s = 0; s < Samples; s++)
            Logits.AsSpan(s * Row, classes).CopyTo(logits.Slice(s * classes, classes));
    }

    /// <summary>First sample of a part; that of <see cref="Parts"/> is the number of samples.</summary>
    public int Start(int part) => _cuts[part];

    /// <summary>Bytes held.</summary>
    public long Bytes => Labels.Length + ((Logits.LongLength + Losses.Length) * sizeof(int));
}
