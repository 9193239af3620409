using System.Text.Json;
using System.Text.Json.Serialization;

namespace Optimizers.Learning.Patches;

/// <summary>
/// Where a patch comes from: enough that whoever has the base, the memory of samples and this can run the chain again and get the result bit for bit.
/// </summary>
public sealed record PatchProvenance
{
    /// <summary><see cref="PatchDiff.HashOf"/> of the network before, 64 hex digits.</summary>
    public required string Base { get; init; }

    /// <summary><see cref="PatchDiff.HashOf"/> of the network after, 64 hex digits.</summary>
    public required string Result { get; init; }

    /// <summary>What the chain ran over, by source of the label and class.</summary>
    public IReadOnlyList<SampleCount> Samples { get; init; } = [];

    /// <summary>Hash of the memory of samples the chain ran over; empty: not said.</summary>
    public string Memory { get; init; } = "";

    /// <summary>Seed of the chain.</summary>
    public ulong Seed { get; init; }

    /// <summary>Number of the chain.</summary>
    public int Chain { get; init; }

    /// <summary>Steps after which the result was taken.</summary>
    public long Steps { get; init; }

    /// <summary>λ, nats a unit of risk; finite.</summary>
    public double Lambda { get; init; }

    /// <summary>Risk, plan, laws and priors in words: what the chain's checkpoint says of it.</summary>
    public string Law { get; init; } = "";

    /// <summary>What the guard measured, by name: its level, pairs better and worse on the new, on anchors, which look it was.</summary>
    public IReadOnlyDictionary<string, double> Guard { get; init; } = new SortedDictionary<string, double>(StringComparer.Ordinal);

    /// <summary>Reads the JSON of a patch.</summary>
    /// <exception cref="PatchException">Not a provenance.</exception>
    internal static PatchProvenance Read(ReadOnlySpan<byte> json)
    {
        try
        {
            PatchProvenance? read = JsonSerializer.Deserialize(json, ProvenanceJson.Default.PatchProvenance);
            return read is { Samples: not null, Memory: not null, Law: not null, Guard: not null, Base: not null, Result: not null }
                && read.Samples.All(count => count is { Source: not null, Class: not null })
                ? read : throw new PatchException("a provenance with null", "values");
        }
        catch (JsonException fault)
        {
            throw new PatchException($"a provenance that is none: {fault.Message}", "the JSON of docs/patch-format.md", fault);
        }
    }

    /// <summary>The JSON, on one line.</summary>
    /// <exception cref="PatchException">Too long, or a number that is not finite.</exception>
    internal static byte[] Write(PatchProvenance provenance)
    {
        if (!double.IsFinite(provenance.Lambda) || provenance.Guard.Values.Any(value => !double.IsFinite(value)))
            throw new PatchException("a provenance with a number that is not finite", "finite numbers");
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(provenance, ProvenanceJson.Default.PatchProvenance);
        return json.Length <= PatchBounds.ProvenanceBytes
            ? json : throw new PatchException($"a provenance of {json.Length} bytes", $"at most {PatchBounds.ProvenanceBytes}");
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, MaxDepth = 4)]
[JsonSerializable(typeof(PatchProvenance))]
internal sealed partial class ProvenanceJson : JsonSerializerContext;
