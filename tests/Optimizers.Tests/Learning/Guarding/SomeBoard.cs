using Inference;
using Optimizers.Learning.Guarding;

namespace Optimizers.Tests.Learning.Guarding;

/// <summary>
/// A board in a place, with an operator who may lie. Each sample has a class and a side, both learnable from its picture. The weights that serve,
/// the shipped ones, are right on 75 % of the place's samples and 95 % of the anchors. The chain has learned what the labels teach: the new weights
/// answer 90 % of the place's samples as the operator would label them, and the share <paramref name="transfer"/> of the anchors; the others as the
/// shipped weights do.
/// </summary>
/// <param name="lie">From class and side to label.</param>
/// <param name="transfer">How much of what is learned in the place shows on the anchors.</param>
/// <param name="seed">Chooses all.</param>
internal sealed class SomeBoard(Func<int, bool, int> lie, double transfer, int seed)
{
    public const int Classes = 4;

    private readonly List<PairedAnswer> _samples = [];
    private SplitMix _random = new((ulong)seed);

    public static int Honest(int label, bool side) => label;

    public static int AllWrong(int label, bool side) => (label + 1) % Classes;

    public static int HalfWrong(int label, bool side) => side ? (label + 1) % Classes : label;

    public static int OneFlipped(int label, bool side) => label == 0 ? 1 : label;

    /// <summary>Five looks at 20 to 100 samples and 1,000 anchors; the decisions in order.</summary>
    public List<GuardDecision> Run()
    {
        Guard guard = new(new GuardPlan(Classes));
        List<GuardDecision> decisions = [];
        PairedAnswer[] anchors = [.. Enumerable.Range(0, 1000).Select(_ => Anchor())];
        for (int look = 0; look < 5 && !decisions.Exists(decision => decision.IsAccepted); look++)
        {
            while (_samples.Count < 20 * (look + 1))
                _samples.Add(Sample());
            decisions.Add(guard.Decide(_samples.ToArray(), anchors, isShipped: true));
        }

        return decisions;
    }

    private PairedAnswer Sample()
    {
        int truth = _random.Next(Classes), label = lie(truth, _random.Chance(0.5)), before = Answer(truth, 0.75);
        return new PairedAnswer(label, before, _random.Chance(0.9) ? label : before);
    }

    private PairedAnswer Anchor()
    {
        int truth = _random.Next(Classes), taught = lie(truth, _random.Chance(0.5)), shipped = Answer(truth, 0.95);
        return new PairedAnswer(truth, shipped, _random.Chance(transfer) ? taught : shipped);
    }

    private int Answer(int truth, double accuracy) => _random.Chance(accuracy) ? truth : (truth + 1 + _random.Next(Classes - 1)) % Classes;
}
