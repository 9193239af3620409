namespace Agent.Import.Graphs;

/// <summary>One map of the network and how it comes about: operation, then limits, then rounding to 8 bits.</summary>
/// <param name="Operation">What is computed.</param>
/// <param name="Inputs">Indices of the vertices it reads, all lower than its own.</param>
/// <param name="Shape">What comes out.</param>
/// <param name="Place">The node it comes from, for faults.</param>
internal sealed record Vertex(Operation Operation, int[] Inputs, MapShape Shape, string Place)
{
    /// <summary>The range the result is clamped into.</summary>
    public Limits Limits { get; init; } = Limits.None;

    /// <summary>The steps to which the model rounds the result; null: none.</summary>
    public Quantum? Quantum { get; init; }

    /// <summary>Whether nothing is done after the operation.</summary>
    public bool IsPlain => Limits == Limits.None && Quantum is null;

    /// <summary>Whether all its weights, factors and offsets are numbers.</summary>
    public bool IsFinite => Operation switch
    {
        Convolution convolution => Array.TrueForAll(convolution.Weights, float.IsFinite)
            && Array.TrueForAll(convolution.Biases, float.IsFinite),
        Scaling scaling => Array.TrueForAll(scaling.Factors, float.IsFinite) && Array.TrueForAll(scaling.Offsets, float.IsFinite),
        _ => true,
    };

    /// <summary>A fault of this vertex.</summary>
    public ImportException Fault(string found, string expected) => new(Place, found, expected);
}
