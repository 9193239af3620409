namespace Optimizers.Learning.Guarding;

/// <summary>Answers of two networks to the same samples, counted: all a paired test needs.</summary>
/// <param name="Samples">n.</param>
/// <param name="Gained">Samples the old weights answer wrongly and the new ones rightly.</param>
/// <param name="Lost">Samples the old weights answer rightly and the new ones wrongly; Gained + Lost is n at most.</param>
public readonly record struct PairedCounts(int Samples, int Gained, int Lost)
{
    /// <summary>Samples on which exactly one of the two is right.</summary>
    public int Discordant => Gained + Lost;

    /// <summary>Counts answers.</summary>
    /// <param name="answers">Any number.</param>
    /// <param name="label">Only samples of this class; −1: all.</param>
    public static PairedCounts Of(ReadOnlySpan<PairedAnswer> answers, int label = -1)
    {
        int samples = 0, gained = 0, lost = 0;
        foreach (PairedAnswer answer in answers)
        {
            if (label >= 0 && answer.Label != label)
                continue;
            samples++;
            bool wasRight = answer.Before == answer.Label, isRight = answer.After == answer.Label;
            gained += isRight && !wasRight ? 1 : 0;
            lost += wasRight && !isRight ? 1 : 0;
        }

        return new PairedCounts(samples, gained, lost);
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Gained} gained and {Lost} lost of {Samples}";
}
