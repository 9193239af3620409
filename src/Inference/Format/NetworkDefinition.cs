namespace Inference.Format;

/// <summary>
/// A network as data: what a trainer fills and a model file holds; docs/model-format.md gives the meaning of each number.
/// </summary>
/// <param name="Name">1 to 64 characters.</param>
/// <param name="Input">The picture it takes.</param>
/// <param name="Classes">Names of the classes in the order of the logits; 2 to 1,024, all different.</param>
/// <param name="Stages">1 to 16; the last exit always answers.</param>
/// <param name="Policy">When an exit's answer is final.</param>
/// <param name="Notes">Free text by key: trained on, licence, accuracy.</param>
public sealed record NetworkDefinition(
    string Name,
    InputShape Input,
    IReadOnlyList<string> Classes,
    IReadOnlyList<StageDefinition> Stages,
    ExitPolicyKind Policy,
    IReadOnlyDictionary<string, string> Notes)
{
    /// <summary>
    /// A packed <see cref="AnchorSet"/>, as <see cref="AnchorWriter"/> gives it; null: none. No part of what the network computes: hashes of networks leave it out.
    /// </summary>
    public byte[]? Anchors { get; init; }
}
