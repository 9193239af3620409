namespace Inference.Kernels;

/// <summary>
/// How a binary convolution by table look-ups lies in memory. Input bits are taken four at a time: a byte of two nibbles, that of a
/// pixel and that of its right neighbour, chooses a table; the weight nibbles of many output channels index it. What is chosen is
/// the same for every output channel, so the bytes are formed once a map.
/// </summary>
/// <remarks>
/// An arranged row is <c>[group of input words][position][nibbles of the group]</c>, 16 bits each: 16 times the byte, the offset of
/// its table. The taps of one kernel row are neighbouring positions, so one output pair reads one run of <see cref="Run"/> numbers, 48
/// at most; a count of at most 4 each stays below 256.
/// </remarks>
internal readonly struct LookUpLayout
{
    private readonly int _groupWords;

    public LookUpLayout(in BinaryConvShape shape)
    {
        Kernel = shape.Kernel;
        Words = shape.Words;
        Nibbles = (shape.InputChannels + 3) / 4;
        Pairs = (shape.Width + 1) / 2;

        // Without neighbours a run would be one word long and too often widened; three words are 48 look-ups.
        _groupWords = Kernel == 1 ? 3 : 1;
        Groups = (Words + _groupWords - 1) / _groupWords;
        Positions = Kernel == 1 ? Pairs : 2 * Pairs + 2;
    }

    public int Kernel { get; }

    /// <summary>Words of a pixel.</summary>
    public int Words { get; }

    /// <summary>Nibbles of a pixel.</summary>
    public int Nibbles { get; }

    /// <summary>Output pairs a row.</summary>
    public int Pairs { get; }

    /// <summary>Arranged positions a row: with a kernel of 3 every pixel and the border, with one of 1 every second pixel.</summary>
    public int Positions { get; }

    /// <summary>Groups of words.</summary>
    public int Groups { get; }

    /// <summary>16-bit numbers of an arranged row, in whole words.</summary>
    public int RowLength => (Positions * Nibbles + 3) / 4 * 4;

    /// <summary>Look-ups of one output channel.</summary>
    public int LookUps => Kernel * Kernel * Nibbles;

    /// <summary>Nibbles of one word of a pixel.</summary>
    public int NibblesOfWord(int word) => Math.Min(16, Nibbles - 16 * word);

    /// <summary>Nibbles of a pixel in one group.</summary>
    public int NibblesOf(int group) => Math.Min(16 * _groupWords, Nibbles - Start(group) / Positions);

    /// <summary>Where a group starts in an arranged row.</summary>
    public int Start(int group) => Positions * 16 * _groupWords * group;

    /// <summary>Where a word of a position starts in an arranged row.</summary>
    public int At(int position, int word)
    {
        int group = _groupWords == 1 ? word : word / 3;
        return Start(group) + position * NibblesOf(group) + 16 * (word - group * _groupWords);
    }

    /// <summary>Neighbouring numbers that one output pair reads in one kernel row.</summary>
    public int Run(int group) => Kernel * NibblesOf(group);

    /// <summary>Numbers between the runs of two output pairs.</summary>
    public int PairStep(int group) => (Kernel == 1 ? 1 : 2) * NibblesOf(group);

    /// <summary>The weight nibble of one look-up of a run.</summary>
    /// <param name="channel">Weights of one output channel, <c>[ky][kx][Words]</c>.</param>
    /// <param name="ky">The kernel row.</param>
    /// <param name="group">The group of input words.</param>
    /// <param name="index">0 to <see cref="Run"/> − 1.</param>
    public int Nibble(ReadOnlySpan<ulong> channel, int ky, int group, int index)
    {
        (int kx, int nibble) = Math.DivRem(index, NibblesOf(group));
        return (int)(channel[(ky * Kernel + kx) * Words + group * _groupWords + nibble / 16] >> (nibble % 16 * 4)) & 15;
    }
}
