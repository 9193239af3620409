namespace Inference.Format;

/// <summary>Something that meets every field of a layer or exit in the graph: it writes or reads them.</summary>
internal abstract class FieldStore
{
    /// <summary>Meets a whole number.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="current">What it is, or nothing yet when reading.</param>
    /// <param name="lowest">The least it may be.</param>
    /// <param name="highest">The most it may be.</param>
    /// <returns>What it is afterwards.</returns>
    /// <exception cref="ModelFormatException">Reading: missing or out of its range.</exception>
    public abstract int Number(string key, int current, int lowest, int highest);

    /// <summary>Meets one word of a few.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="current">The place of the word.</param>
    /// <param name="words">The words there are.</param>
    /// <returns>The place of the word afterwards.</returns>
    /// <exception cref="ModelFormatException">Reading: missing or none of them.</exception>
    public abstract int Word(string key, int current, ReadOnlySpan<string> words);
}
