using Inference.Format;
using Inference.Kernels;

namespace Inference.Tests.Layers;

/// <summary>A trunk that parts and meets: one map goes two ways, and both are added.</summary>
public sealed class RecallTests
{
    [Fact]
    public void A_recalled_map_is_that_of_the_layer_named_whatever_was_written_since()
    {
        Network network = new(Define(
            [Times(1), Times(2), Times(3), new RecallDefinition(1), Times(10), new AddDefinition(3, ActivationKind.None), new RecallDefinition(2), new AddDefinition(6, ActivationKind.None)]));
        Workspace workspace = network.CreateWorkspace();

        // x·2·3 + x·10 + x·2, twice: what the first run leaves behind must not matter.
        for (int run = 0; run < 2; run++)
        {
            network.RunTo([3, 7], workspace, 1);
            Assert.Equal([65536 * 18 * 3, 65536 * 18 * 7], workspace.Logits);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(-1)]
    public void A_layer_that_is_not_before_it_cannot_be_recalled(int from) =>
        Assert.Throws<ModelFormatException>(() => new Network(Define([Times(1), new RecallDefinition(from)]), KernelCatalog.Choose()));

    private static AffineDefinition Times(float factor) => new([factor], [0], ActivationKind.None);

    private static NetworkDefinition Define(LayerDefinition[] layers)
    {
        BranchExitDefinition exit = new([new FlattenDefinition()], [1], 0, 0);
        return Samples.Smallest() with { Input = new InputShape(1, 2, 1), Stages = [new StageDefinition(layers, exit)] };
    }
}
