using System.Globalization;

namespace Agent.Diagnostics;

/// <summary>How the events of a watch compare with the truth of a simulated scene.</summary>
/// <param name="Objects">Objects that were in view for long enough to count.</param>
/// <param name="Found">Of these, with an event of their class.</param>
/// <param name="False">Events that began on no object of their class.</param>
/// <param name="Repeated">Events after the first one of an object.</param>
/// <param name="Minutes">Length of the scene.</param>
internal sealed record SceneResult(int Objects, int Found, int False, int Repeated, double Minutes)
{
    /// <summary>Share of the objects that were found, 0 to 1.</summary>
    public double Recall => Objects == 0 ? 1 : Found / (double)Objects;

    /// <inheritdoc/>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Found} of {Objects} objects found ({Recall:P1}), {False} false events and {Repeated} repeated in {Minutes:F1} minutes of the scene");
}
