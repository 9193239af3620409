using Inference;
using Inference.Format;
using Optimizers.Learning.Guarding;
using Optimizers.Learning.Memory;
using Optimizers.Learning.Patches;
using Optimizers.Learning.Rounds;
using Optimizers.Learning.Tuning;
using Optimizers.Tests.Chains.Residual;

namespace Optimizers.Tests.Learning.Rounds;

/// <summary>A place whose pictures the shipped network answers less well than one with a few other weights, which says the truth there.</summary>
internal sealed class SomePlace
{
    public static readonly Network Shipped = SomeResidual.Network(71);

    private static readonly byte[][] Seen = SomeResidual.Pictures(Shipped, 400, 72);
    private static readonly byte[][] Elsewhere = SomeResidual.Pictures(Shipped, 60, 73);
    private static readonly Network Truth = new(Other(Shipped.Definition));
    private static readonly Workspace OfTruth = Truth.CreateWorkspace();

    /// <summary>Rounds of 30 labels. The guard lets through what gains, whatever the anchors say: tests of it are elsewhere.</summary>
    public static LearnerPlan Plan { get; } = new()
    {
        LabelsPerRound = 30,
        Chain = new TunerPlan { Steps = 6000, Keep = 2, Flips = 0.001, ExitWidth = 0.5, BiasWidth = 20, Shares = (0.2, 0.3, 0.5), Seed = 5 },
        Guard = new GuardPlan(SomeResidual.Classes, BetterPpm: 900_000, MarginPpm: 999_000, ClassMarginPpm: 999_000, LabelsPpm: 999_999, VetoPpm: 1),
        CheckpointSteps = 700,
    };

    /// <summary>A picture of the place.</summary>
    public static byte[] Picture(int index) => Seen[index];

    /// <summary>What it shows.</summary>
    public static byte Label(int index) => (byte)Truth.Run(Seen[index], OfTruth).Class;

    /// <summary>Pictures of elsewhere, of all classes alike.</summary>
    public static IEnumerable<LabelledPicture> Anchors() => Elsewhere.Select((picture, i) => new LabelledPicture(i % SomeResidual.Classes, picture));

    /// <summary>Opens a learner.</summary>
    public static PlaceLearner Open(StoreDisk disk, ISampleFiles files, StoreDisk models, LearnerPlan? plan = null)
    {
        StageEnd end = StageEnd.Of(Shipped, 1);
        return new PlaceLearner(Shipped, plan ?? Plan, Anchors, disk, SampleMemory.Open(files, end.Memory), new ModelStore(models, Shipped.Definition), end);
    }

    /// <summary>Gives labels while the learner waits, else lets it run, until it has so many and waits again.</summary>
    /// <param name="place">The learner.</param>
    /// <param name="labels">How many.</param>
    public static void Live(PlaceLearner place, int labels)
    {
        while (true)
        {
            if (place.Status.Waiting is null)
                place.Run(500);
            else if ((int)place.Memory.Accepted < labels)
                Add(place, (int)place.Memory.Accepted);
            else
                return;
        }
    }

    /// <summary>The label of a picture.</summary>
    public static void Add(PlaceLearner place, int index) =>
        Assert.Equal(InsertAnswer.Accepted, place.Add(Picture(index), Label(index), LabelSource.Operator, $"event-{index}", index));

    /// <summary>With a bias under which at least a third of the pictures are of another class.</summary>
    private static NetworkDefinition Other(NetworkDefinition shipped)
    {
        LinearExitDefinition exit = (LinearExitDefinition)shipped.Stages[0].Exit;
        Workspace workspace = Shipped.CreateWorkspace();
        for (int bias = 1 << 16; ; bias *= 2)
        {
            int[] biases = [exit.Biases[0], exit.Biases[1] + bias, exit.Biases[2] - bias];
            NetworkDefinition other = shipped with { Stages = [shipped.Stages[0] with { Exit = exit with { Biases = biases } }] };
            Network built = new(other);
            Workspace after = built.CreateWorkspace();
            if (3 * Seen.Count(picture => built.Run(picture, after).Class != Shipped.Run(picture, workspace).Class) > Seen.Length)
                return other;
        }
    }
}
