using System.Text.Json.Serialization;
using Agent.Import;
using Inference;
using Inference.Format;

namespace Agent.Commands;

/// <summary>What <c>vigie import --json</c> prints.</summary>
/// <param name="File">What was written.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Sha256">Hash of the tensors.</param>
/// <param name="Classes">Names of the classes.</param>
/// <param name="Exits">Each exit.</param>
/// <param name="Warnings">What differs from the model.</param>
internal sealed record ImportReport(
    string File, long Bytes, string Sha256, IReadOnlyList<string> Classes, IReadOnlyList<ImportExit> Exits, IReadOnlyList<string> Warnings)
{
    /// <summary>The report of an import.</summary>
    public static ImportReport Of(Network network, ImportedNetwork imported, string file) => new(
        file, new FileInfo(file).Length, network.Hash, network.Classes,
        [.. network.Definition.Stages.Select((stage, i) => new ImportExit(
            i + 1, imported.Exits[i], stage.Layers.Count, (stage.Exit as BranchExitDefinition)?.Layers.Count ?? 1, network.CascadeMacs(i + 1)))],
        imported.Warnings);
}

/// <summary>One exit of <see cref="ImportReport"/>.</summary>
/// <param name="Exit">From 1.</param>
/// <param name="Logits">The node that gives its logits.</param>
/// <param name="TrunkLayers">Layers its stage adds to the trunk.</param>
/// <param name="HeadLayers">Layers of its own.</param>
/// <param name="Macs">Multiply-accumulates of an answer there, heads on the way included.</param>
internal sealed record ImportExit(int Exit, string Logits, int TrunkLayers, int HeadLayers, long Macs);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true)]
[JsonSerializable(typeof(ImportReport))]
internal sealed partial class ImportJson : JsonSerializerContext;
