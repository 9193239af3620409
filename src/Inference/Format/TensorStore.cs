namespace Inference.Format;

/// <summary>Something that meets every tensor of a network in the order of the graph: it writes, hashes or loads them.</summary>
internal abstract class TensorStore
{
    /// <summary>An outermost size that the graph does not fix: as many as there are.</summary>
    public const int AnySize = -1;

    /// <summary>Meets one tensor.</summary>
    /// <param name="name">Its place in the graph.</param>
    /// <param name="current">Its numbers, or nothing yet when loading.</param>
    /// <param name="shape">
    /// Its sizes, outermost first; positive and checked against <see cref="NetworkBounds"/>. An outermost <see cref="AnySize"/> is what the
    /// numbers make it.
    /// </param>
    /// <returns>The numbers it has afterwards.</returns>
    /// <exception cref="ModelFormatException">
    /// Loading: missing, of another type or size. Else: the array has another length than the shape.
    /// </exception>
    public abstract T[] Visit<T>(string name, T[] current, ReadOnlySpan<int> shape)
        where T : unmanaged;
}
