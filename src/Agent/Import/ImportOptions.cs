namespace Agent.Import;

/// <summary>What the command line says about a model.</summary>
/// <param name="Name">Name of the network.</param>
/// <param name="Exits">Tensors or nodes of the exits; none: every output.</param>
/// <param name="Target">The arithmetic it gets.</param>
/// <param name="Classes">Names of the classes; none: their numbers.</param>
/// <param name="Pixels">How bytes become the input.</param>
internal sealed record ImportOptions(
    string Name, IReadOnlyList<string> Exits, Target Target, IReadOnlyList<string> Classes, PixelScaling Pixels);
