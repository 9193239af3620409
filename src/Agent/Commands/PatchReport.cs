using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Inference.Format;
using Optimizers.Learning.Patches;

namespace Agent.Commands;

/// <summary>What <c>vigie patch show --json</c> prints.</summary>
/// <param name="Bytes">Of the whole file.</param>
/// <param name="Base">First 16 hex digits of the network's hash before.</param>
/// <param name="Result">After.</param>
/// <param name="Tensors">What changes in each tensor.</param>
/// <param name="Exits">What changes in each exit.</param>
/// <param name="Policy">The exit policy, "top1 → entropy"; null: the same.</param>
/// <param name="Provenance">Where it comes from; null: not said.</param>
/// <param name="SignedBy">Fingerprint of the key; null: unsigned.</param>
/// <param name="SignatureIsGood">Null where no key was given to check it by.</param>
internal sealed record PatchReport(
    int Bytes, string Base, string Result, IReadOnlyList<PatchTensor> Tensors, IReadOnlyList<PatchExit> Exits, string? Policy, PatchProvenance? Provenance,
    string? SignedBy, bool? SignatureIsGood)
{
    /// <summary>The report of a patch.</summary>
    public static PatchReport Of(Patch patch, bool? isGood) => new(
        patch.ToBytes().Length, patch.Base, patch.Result,
        [.. patch.Changes.Tensors.Select(tensor => new PatchTensor(
            tensor.Name, tensor.IsFlips || tensor.Deltas.All(delta => delta == TensorChange.Negated) ? "flips" : "changes", tensor.Positions.Count, tensor.Places, Math.Round(tensor.Bits, 1)))],
        [.. patch.Changes.Exits.Select(exit => new PatchExit(exit.Stage, exit.ThresholdDelta, exit.CertificateChanges ? Promise(exit) : null))],
        patch.Changes.Policy is { } policy ? $"{policy.Before} → {policy.After}".ToLowerInvariant() : null,
        patch.Provenance, patch.Signature?.Key, isGood);

    /// <summary>Who signed, in words; not checked.</summary>
    public static string Signer(Patch patch) => patch.Signature is { } signature ? $"signed by {signature.Key}" : "unsigned";

    /// <summary>Prints it.</summary>
    public void Print(bool isJson)
    {
        if (isJson)
        {
            Console.WriteLine(JsonSerializer.Serialize(this, PatchJson.Default.PatchReport));
            return;
        }

        Print();
    }

    private void Print()
    {
        CultureInfo plain = CultureInfo.InvariantCulture;
        Console.WriteLine(string.Create(plain, $"patch       {Bytes} bytes, from {Base} to {Result}"));
        foreach (PatchTensor tensor in Tensors)
            Console.WriteLine(string.Create(plain, $"{tensor.Name,-28} {tensor.Changed:N0} of {tensor.Of:N0} {tensor.Kind}, {tensor.Bits:N0} bits"));
        foreach (PatchExit exit in Exits)
            Console.WriteLine(string.Create(plain, $"exit {exit.Exit}      threshold {exit.ThresholdDelta:+0;-0;0}{(exit.Certificate is null ? "" : $", certificate: {exit.Certificate}")}"));
        if (Policy is not null)
            Console.WriteLine($"policy      {Policy}");
        string check = SignatureIsGood switch { true => ", checked: good", false => ", NOT by a key given", null => SignedBy is null ? "" : ", not checked (--trust)" };
        Console.WriteLine($"signature   {(SignedBy is null ? "unsigned" : $"by key {SignedBy}")}{check}");
        if (Provenance is not { } from)
        {
            Console.WriteLine("provenance  none");
            return;
        }

        Console.WriteLine(string.Create(plain, $"chain       seed {from.Seed}, number {from.Chain}, {from.Steps:N0} steps, λ {from.Lambda}, memory {(from.Memory.Length == 0 ? "not said" : Plain(from.Memory))}"));
        if (from.Law.Length > 0)
            Console.WriteLine($"law         {Plain(from.Law)}");
        foreach (SampleCount count in from.Samples)
            Console.WriteLine(string.Create(plain, $"samples     {count.Count} {Plain(count.Class)} by {Plain(count.Source)}"));
        foreach ((string name, double value) in from.Guard)
            Console.WriteLine(string.Create(plain, $"guard       {Plain(name)} {value}"));
    }

    /// <summary>Text of a file that may be anyone's: what would steer a terminal is shown and not done.</summary>
    private static string Plain(string text) => string.Concat(text.Select(c => char.IsControl(c) ? '\uFFFD' : c));

    private static string Promise(ExitChange exit) => $"{Promise(exit.Before)} → {Promise(exit.After)}";

    private static string Promise(Certificate? certificate) => certificate is null
        ? "none" : string.Create(CultureInfo.InvariantCulture, $"{certificate.Risk:P1}, {certificate.Wrong} of {certificate.Answers} wrong");
}

/// <summary>One tensor of <see cref="PatchReport"/>.</summary>
/// <param name="Name">As in the model file.</param>
/// <param name="Kind">flips: signs turn, sizes stay; changes: other numbers.</param>
/// <param name="Changed">How many.</param>
/// <param name="Of">Of how many.</param>
/// <param name="Bits">What they take in the patch.</param>
internal sealed record PatchTensor(string Name, string Kind, int Changed, int Of, double Bits);

/// <summary>One exit of <see cref="PatchReport"/>.</summary>
/// <param name="Exit">From 1.</param>
/// <param name="ThresholdDelta">After less before, in 1/65536.</param>
/// <param name="Certificate">Before → after; null: the same.</param>
internal sealed record PatchExit(int Exit, int ThresholdDelta, string? Certificate);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true)]
[JsonSerializable(typeof(PatchReport))]
internal sealed partial class PatchJson : JsonSerializerContext;
