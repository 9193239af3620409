using Inference.Format;

namespace Agent.Import;

/// <summary>What an import gives.</summary>
/// <param name="Definition">The network.</param>
/// <param name="Exits">The node of each exit's logits, in the order of the stages.</param>
/// <param name="Warnings">What differs from the model, and where.</param>
internal sealed record ImportedNetwork(NetworkDefinition Definition, IReadOnlyList<string> Exits, IReadOnlyList<string> Warnings);
