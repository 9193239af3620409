using Inference.Format;

namespace Inference.Tests;

/// <summary>Additions over several layers and stages, and exits with layers of their own: what is read late must still stand.</summary>
public sealed class AdditionTests
{
    private static readonly ExitDefinition MeanOfPlanes = new BranchExitDefinition(
        [
            new AffineDefinition([1, 1], [0, 0], ActivationKind.None),
            new AddDefinition(1, ActivationKind.None),
            new WindowPoolDefinition(PoolKind.Average, Window.Tile(4)),
            new FlattenDefinition(),
        ],
        [0.25f],
        0,
        65536);

    [Fact]
    public void A_map_stands_until_its_last_reader_in_another_stage()
    {
        Network network = new(Floats(from: 1));
        byte[] image = Samples.Array<byte>(new Random(81), 32);
        Workspace workspace = network.CreateWorkspace();
        foreach (int exit in new[] { 1, 2 })
        {
            network.RunTo(image, workspace, exit);
            for (int k = 0; k < 2; k++)
            {
                double mean = Enumerable.Range(0, 16).Average(pixel => (double)image[2 * pixel + k]);

                // Halved at once; eighths go on; the second stage adds the halves again. The head doubles.
                double trunk = exit == 1 ? mean / 8 : mean / 16 + mean / 2;
                Assert.Equal(65536 * 0.25 * 2 * trunk, workspace.Logits[k], 65536 * 0.001);
            }
        }
    }

    [Fact]
    public void A_run_that_left_early_goes_on_to_what_a_whole_run_gives()
    {
        NetworkDefinition leaving = Floats(from: 1);
        leaving = leaving with { Stages = [leaving.Stages[0] with { Exit = MeanOfPlanes with { Threshold = 0 } }, leaving.Stages[1]] };
        Network network = new(leaving);
        byte[] image = Samples.Array<byte>(new Random(82), 32);
        Workspace workspace = network.CreateWorkspace(), whole = network.CreateWorkspace();
        Assert.Equal(1, network.Run(image, workspace).Exit);
        Prediction last = network.RunTo(image, whole, 2), finished = network.Finish(workspace);
        Assert.Equal((last.Class, last.Confidence), (finished.Class, finished.Confidence));
        Assert.Equal(whole.Logits, workspace.Logits);
        network.Load(image, workspace);
        Assert.Throws<ArgumentException>(() => network.Finish(workspace));
    }

    [Fact]
    public void An_addition_of_what_is_not_there_yet_is_refused()
    {
        foreach (int from in new[] { 0, 5, 6, 128 })
            Assert.Contains("from", Assert.Throws<ModelFormatException>(() => new Network(Floats(from))).Found, StringComparison.Ordinal);
    }

    [Fact]
    public void An_addition_of_a_map_of_another_size_is_refused()
    {
        NetworkDefinition network = Floats(from: 1);
        LayerDefinition[] layers = [new WindowPoolDefinition(PoolKind.Max, Window.Tile(2)), .. network.Stages[1].Layers];
        network = network with { Stages = [network.Stages[0], network.Stages[1] with { Layers = layers }] };
        Assert.Contains("to add", Assert.Throws<ModelFormatException>(() => new Network(network)).Found, StringComparison.Ordinal);
    }

    [Fact]
    public void A_head_that_does_not_end_in_a_number_a_class_is_refused()
    {
        NetworkDefinition network = Floats(from: 1) with { Classes = ["a", "b", "c"] };
        Assert.Contains("at its end", Assert.Throws<ModelFormatException>(() => new Network(network)).Found, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_allocates_nothing()
    {
        Network network = new(Floats(from: 1));
        Workspace workspace = network.CreateWorkspace();
        byte[] image = new byte[32];
        network.Run(image, workspace);
        long before = GC.GetAllocatedBytesForCurrentThread();
        network.Run(image, workspace);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private static NetworkDefinition Floats(int from) => new(
        "sums",
        new InputShape(4, 4, 2),
        ["a", "b"],
        [
            new StageDefinition([Half(), Half(), Half()], MeanOfPlanes),
            new StageDefinition([Half(), new AddDefinition(from, ActivationKind.Relu)], MeanOfPlanes),
        ],
        ExitPolicyKind.Top1,
        new Dictionary<string, string>());

    private static AffineDefinition Half() => new([0.5f, 0.5f], [0, 0], ActivationKind.None);
}
