namespace Inference.Format;

/// <summary>One trunk layer as data. Arrays are held by reference: whoever fills them leaves them alone afterwards.</summary>
public abstract record LayerDefinition
{
    /// <summary>
    /// Number of the earlier layer whose map is read beside the one before, counted as in <see cref="AddDefinition"/>; 0: none.
    /// </summary>
    internal virtual int Earlier => 0;
}
