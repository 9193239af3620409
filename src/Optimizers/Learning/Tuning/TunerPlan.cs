using Inference.Format;
using Optimizers.Chains.Heads;

namespace Optimizers.Learning.Tuning;

/// <summary>How a stage is tuned: the target, and how long the chain runs.</summary>
public sealed record TunerPlan
{
    private const int MostWeight = 1000;

    /// <summary>The note of a model file whose anchors were not taken from places as those it will stand in; see <see cref="For"/>.</summary>
    public const string AnchorsNote = "anchors";

    /// <summary>What fits a network: anchors of real places hold what it knows of them, so the chain may go far; simulated ones, or none, do not.</summary>
    /// <param name="network">The shipped one.</param>
    public static TunerPlan For(NetworkDefinition network)
    {
        ArgumentNullException.ThrowIfNull(network);
        return network.Anchors is null || network.Notes.ContainsKey(AnchorsNote) ? Alone : new TunerPlan();
    }

    /// <summary>For samples without anchors beside them: what is not rehearsed is kept by a narrow prior, a short chain and biases as they are.</summary>
    public static TunerPlan Alone { get; } = new() { Lambda = 4, ExitWidth = 0.02, Shares = (0.65, 0.35, 0), Steps = 200_000 };

    /// <summary>λ: the target is <c>π(w)·exp(−λ·R_n(w))</c>, R_n the sum of the losses over the samples, nats.</summary>
    public double Lambda { get; init; } = 16;

    /// <summary>How much all samples of the place count in R_n beside all anchors; each a whole number of times. Above 0.</summary>
    public double Balance { get; init; } = 4;

    /// <summary>Prior probability that a sign is unlike the shipped one, or a weight of a sparse layer; 0 to 0.5, both excluded.</summary>
    public double Flips { get; init; } = 0.0002;

    /// <summary>Prior probability that a weight of a sparse stage's exit is unlike the shipped one; 0 to 0.5, both excluded.</summary>
    public double ExitChanges { get; init; } = 0.02;

    /// <summary>Prior probability that a weight of a sparse stage is 0 though the shipped one is not; 0 to 0.5, both excluded.</summary>
    public double Deaths { get; init; } = 0.00002;

    /// <summary>Width of Student's density (ν = 1) of a changed weight of a sparse stage around the shipped one, as a share of the root mean square of all; above 0.</summary>
    public double ChangeWidth { get; init; } = 2;

    /// <summary>Width of Student's prior around the exit's shipped weights of a stage of signs (ν = 1), as a share of their root mean square; above 0.</summary>
    public double ExitWidth { get; init; } = 0.1;

    /// <summary>Width of Student's prior around the shipped biases (ν = 1), nats; above 0.</summary>
    public double BiasWidth { get; init; } = 0.25;

    /// <summary>
    /// Shares of the visits of last layer, exit and biases. Without anchors biases must stay: a place without vehicles would have that class's bias fall for ever,
    /// and its chain answers vehicle nowhere any more.
    /// </summary>
    public (double Layer, double Exit, double Biases) Shares { get; init; } = (0.6, 0.35, 0.05);

    /// <summary>Moves of a unit before another is visited.</summary>
    public int MovesPerVisit { get; init; } = 50;

    /// <summary>Steps in all, 1 or more.</summary>
    public long Steps { get; init; } = 600_000;

    /// <summary>Share of the steps before the first draw is kept, 0 to below 1.</summary>
    public double BurnIn { get; init; } = 0.5;

    /// <summary>Draws kept, evenly over the rest; 1 or more.</summary>
    public int Keep { get; init; } = 20;

    /// <summary>Everything random follows from it.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>How often a sample and an anchor count: whole numbers, of which one is 1.</summary>
    /// <param name="samples">At least 1.</param>
    /// <param name="anchors">Beside them, at least 1.</param>
    public PartWeights WeightsOf(int samples, int anchors)
    {
        double times = Balance * anchors / samples;
        return times >= 1
            ? new PartWeights((int)Math.Min(Math.Round(times), MostWeight), 1)
            : new PartWeights(1, (int)Math.Min(Math.Round(1 / times), MostWeight));
    }

    /// <summary>Refuses numbers that make no plan.</summary>
    /// <exception cref="ArgumentException">Names the number, what was found and what was expected.</exception>
    internal void Check()
    {
        Expect(Lambda > 0 && double.IsFinite(Lambda), "λ", Lambda, "above 0");
        Expect(Balance is > 0 and <= 1000, "balance", Balance, "above 0, at most 1,000");
        Expect(Flips is > 0 and < 0.5, "flips", Flips, "above 0 and below 0.5");
        Expect(ExitChanges is > 0 and < 0.5, "changes of the exit", ExitChanges, "above 0 and below 0.5");
        Expect(Deaths is > 0 and < 0.5, "deaths", Deaths, "above 0 and below 0.5");
        Expect(ChangeWidth > 0 && double.IsFinite(ChangeWidth), "width of changes", ChangeWidth, "above 0");
        Expect(ExitWidth > 0 && double.IsFinite(ExitWidth), "width of the exit", ExitWidth, "above 0");
        Expect(BiasWidth > 0 && double.IsFinite(BiasWidth), "width of the biases", BiasWidth, "above 0");
        Expect(Shares.Layer >= 0 && Shares.Exit >= 0 && Shares.Biases >= 0 && Shares.Layer + Shares.Exit + Shares.Biases > 0, "shares", Shares, "none below 0, one above");
        Expect(MovesPerVisit > 0, "moves a visit", MovesPerVisit, "at least 1");
        Expect(Steps > 0, "steps", Steps, "at least 1");
        Expect(BurnIn is >= 0 and < 1, "burn-in", BurnIn, "0 to below 1");
        Expect(Keep > 0, "draws kept", Keep, "at least 1");
    }

    private static void Expect(bool holds, string name, object found, string expected)
    {
        if (!holds)
            throw new ArgumentException(FormattableString.Invariant($"{name}: found {found}, expected {expected}"));
    }
}
