namespace Inference.Format;

/// <summary>The header of a model file as it stands there, before the graph is known.</summary>
/// <param name="Metadata">Strings by key, each with its place in the file.</param>
/// <param name="Tensors">Tensors by name.</param>
internal sealed record ModelHeader(
    IReadOnlyDictionary<string, (string Value, long Offset)> Metadata, IReadOnlyDictionary<string, TensorEntry> Tensors);
