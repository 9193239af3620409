namespace Inference.Format;

/// <summary>
/// Adds the map of an earlier layer, signed bytes: <c>y = clamp(round((x − LeftZero)·s_0 + (from − RightZero)·s_1) + OutputZero, Lowest,
/// Highest)</c> in single precision, halves to even.
/// </summary>
/// <param name="From">As in <see cref="AddDefinition"/>.</param>
/// <param name="Scales"><c>[2]</c>, above 0: steps of x and of the earlier map over the step of the output.</param>
/// <param name="LeftZero">−128 to 127, of x.</param>
/// <param name="RightZero">−128 to 127, of the earlier map.</param>
/// <param name="OutputZero">−128 to 127.</param>
/// <param name="Lowest">Lower end of the output, −128 to 127.</param>
/// <param name="Highest">Upper end of the output, Lowest to 127.</param>
public sealed record Int8AddDefinition(
    int From,
    float[] Scales,
    int LeftZero,
    int RightZero,
    int OutputZero,
    int Lowest,
    int Highest) : LayerDefinition
{
    /// <inheritdoc/>
    internal override int Earlier => From;
}
