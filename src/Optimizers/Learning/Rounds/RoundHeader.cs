using System.Text.Json;
using System.Text.Json.Serialization;
using Optimizers.Learning.Tuning;

namespace Optimizers.Learning.Rounds;

/// <summary>What a round of learning is, but for its samples: with them, the same chain on every machine.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Shipped">Hash of the network the chain begins at: <see cref="Patches.PatchDiff.HashOf"/>.</param>
/// <param name="Stage">From 1.</param>
/// <param name="Memory">What the samples are of: <see cref="Memory.MemoryOptions.Description"/>.</param>
/// <param name="Anchors">Hash of the anchors that the chain rehearses, 16 hex digits.</param>
/// <param name="Accepted">Labels that the memory had accepted when it began.</param>
/// <param name="Seed">Of the chain.</param>
/// <param name="Steps">Of the chain.</param>
/// <param name="Lambda">λ.</param>
/// <param name="Balance">How much all samples count beside all anchors.</param>
/// <param name="Flips">Prior probability that a sign, or a weight of a sparse layer, changes.</param>
/// <param name="ExitChanges">That a weight of a sparse stage's exit does.</param>
/// <param name="Deaths">That a weight of a sparse stage becomes 0.</param>
/// <param name="ChangeWidth">Width of the changes of a sparse stage's weights.</param>
/// <param name="ExitWidth">Width of the prior around the exit's weights.</param>
/// <param name="BiasWidth">Width of the prior around the biases.</param>
/// <param name="Shares">Of the visits: signs, exit, biases.</param>
/// <param name="MovesPerVisit">Moves of a unit before another is visited.</param>
/// <param name="BurnIn">Share of the steps before the first draw.</param>
/// <param name="Keep">Draws kept.</param>
internal sealed record RoundHeader(
    int Number,
    string Shipped,
    int Stage,
    string Memory,
    string Anchors,
    ulong Accepted,
    ulong Seed,
    long Steps,
    double Lambda,
    double Balance,
    double Flips,
    double ExitChanges,
    double Deaths,
    double ChangeWidth,
    double ExitWidth,
    double BiasWidth,
    IReadOnlyList<double> Shares,
    int MovesPerVisit,
    double BurnIn,
    int Keep)
{
    /// <summary>The chain.</summary>
    [JsonIgnore]
    public TunerPlan Plan => new()
    {
        Seed = Seed,
        Steps = Steps,
        Lambda = Lambda,
        Balance = Balance,
        Flips = Flips,
        ExitChanges = ExitChanges,
        Deaths = Deaths,
        ChangeWidth = ChangeWidth,
        ExitWidth = ExitWidth,
        BiasWidth = BiasWidth,
        Shares = (Shares[0], Shares[1], Shares[2]),
        MovesPerVisit = MovesPerVisit,
        BurnIn = BurnIn,
        Keep = Keep,
    };

    /// <summary>The header of a round.</summary>
    public static RoundHeader Of(int number, string shipped, int stage, string memory, string anchors, ulong accepted, TunerPlan plan) => new(
        number, shipped, stage, memory, anchors, accepted, plan.Seed, plan.Steps, plan.Lambda, plan.Balance, plan.Flips, plan.ExitChanges, plan.Deaths, plan.ChangeWidth,
        plan.ExitWidth, plan.BiasWidth, [plan.Shares.Layer, plan.Shares.Exit, plan.Shares.Biases], plan.MovesPerVisit, plan.BurnIn, plan.Keep);

    /// <summary>The JSON.</summary>
    public string Write() => JsonSerializer.Serialize(this, RoundJson.Default.RoundHeader);

    /// <summary>Reads the JSON.</summary>
    /// <exception cref="InvalidDataException">It is none.</exception>
    public static RoundHeader Read(string json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, RoundJson.Default.RoundHeader) is { Shares.Count: 3, Shipped: not null, Memory: not null, Anchors: not null } header
                ? header : throw new InvalidDataException("found a round without shares or hashes");
        }
        catch (JsonException fault)
        {
            throw new InvalidDataException($"found a header that is none: {fault.Message}", fault);
        }
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(RoundHeader))]
internal sealed partial class RoundJson : JsonSerializerContext;
