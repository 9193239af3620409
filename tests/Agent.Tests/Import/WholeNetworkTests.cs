using Agent.Import;
using Agent.Import.Onnx;
using Inference.Format;
using static Agent.Tests.Import.Sketch;

namespace Agent.Tests.Import;

/// <summary>Small networks of the common kinds, with exits, against ONNX Runtime.</summary>
public sealed class WholeNetworkTests
{
    public static TheoryData<string> Networks() => new("vgg", "resnet", "depthwise");

    [Theory]
    [MemberData(nameof(Networks))]
    public void Floats_give_the_logits_of_every_exit(string network) => Peer.AssertClose(Peer.Run(Draw(network), Target.Float), 1e-5);

    [Theory]
    [MemberData(nameof(Networks))]
    public void Eight_bits_give_nearly_the_logits(string network)
    {
        List<(float[] Found, float[] Expected)> pairs = Peer.Run(Draw(network), Target.Int8, pictures: 12);

        // 8 bits leave about 1 % of the spread of the logits a layer.
        double error = pairs.Max(pair => pair.Found.Zip(pair.Expected, (a, b) => Math.Abs(a - b)).Max());
        double spread = pairs.Max(pair => pair.Expected.Max() - pair.Expected.Min());
        TestContext.Current.SendDiagnosticMessage($"{network}: largest error {error / spread:P2} of the spread of the logits");
        Assert.InRange(error, 0, 0.05 * spread);
    }

    [Fact]
    public void The_trunk_is_shared_and_the_heads_are_private()
    {
        ImportedNetwork imported = Peer.Import(Draw("vgg"), Target.Float);
        Assert.Equal(2, imported.Definition.Stages.Count);
        StageDefinition first = imported.Definition.Stages[0];
        string[] trunk = ["AffineDefinition", "FloatConvDefinition", "WindowPoolDefinition"];
        Assert.Equal(trunk, first.Layers.Select(layer => layer.GetType().Name));
        Assert.Equal(["WindowPoolDefinition", "FlattenDefinition", "FloatConvDefinition"], Head(first));
        Assert.Equal(["FloatConvDefinition"], Head(imported.Definition.Stages[1]));
    }

    [Fact]
    public void Exits_may_be_named_by_tensor_or_node_and_the_last_output_needs_no_name()
    {
        ModelProto model = Draw("vgg");
        string early = model.Graph.Output[0].Name;
        model.Graph.Output.RemoveAt(0);
        string node = model.Graph.Node.Single(candidate => candidate.Output.Contains(early)).Name;
        foreach (string name in new[] { early, node })
            Assert.Equal(2, Peer.Import(model, Target.Float, null, name).Definition.Stages.Count);
        Assert.Single(Peer.Import(model, Target.Float).Definition.Stages);
    }

    private static string[] Head(StageDefinition stage) =>
        [.. ((BranchExitDefinition)stage.Exit).Layers.Select(layer => layer.GetType().Name)];

    private static ModelProto Draw(string network) => network switch { "vgg" => Vgg(), "resnet" => Resnet(), _ => Depthwise() };

    private static ModelProto Vgg()
    {
        Sketch sketch = new(3, 16, 16);
        string x = sketch.MaxPool(sketch.Relu(sketch.BatchNorm(sketch.Conv(Input, 3, 8, 3), 8)));
        string early = sketch.Dense(sketch.MaxPool(x, 4), 8 * 2 * 2, 5);
        x = sketch.MaxPool(sketch.Relu(sketch.BatchNorm(sketch.Conv(x, 8, 16, 3), 16)));
        x = sketch.Relu(sketch.Dense(x, 16 * 4 * 4, 24));
        return sketch.Model(early, sketch.Dense(x, 24, 5));
    }

    /// <summary>Additions around one and around two convolutions, and one with a projection: the trunk parts and meets.</summary>
    private static ModelProto Resnet()
    {
        Sketch sketch = new(1, 16, 16, seed: 2);
        string x = sketch.Relu(sketch.Conv(Input, 1, 8, 3));
        string inner = sketch.Relu(sketch.BatchNorm(sketch.Conv(x, 8, 8, 3), 8));
        x = sketch.Relu(sketch.Node("Add", [sketch.BatchNorm(sketch.Conv(inner, 8, 8, 3), 8), x]));
        string early = sketch.Dense(sketch.Node("GlobalAveragePool", [x]), 8, 4);
        inner = sketch.Relu(sketch.Conv(x, 8, 12, 3, stride: 2));
        x = sketch.Relu(sketch.Node("Add", [sketch.Conv(inner, 12, 12, 3), sketch.Conv(x, 8, 12, 1, stride: 2)]));
        return sketch.Model(early, sketch.Dense(sketch.Node("GlobalAveragePool", [x]), 12, 4));
    }

    private static ModelProto Depthwise()
    {
        Sketch sketch = new(3, 16, 16, seed: 3);
        string x = Six(sketch, sketch.Conv(Input, 3, 8, 3, stride: 2));
        x = Six(sketch, sketch.BatchNorm(sketch.Conv(x, 8, 8, 3, group: 8), 8));
        x = Six(sketch, sketch.Conv(x, 8, 16, 1));
        string early = sketch.Dense(sketch.Node("GlobalAveragePool", [x]), 16, 3);
        x = Six(sketch, sketch.Conv(x, 16, 16, 3, stride: 2, group: 16));
        return sketch.Model(early, sketch.Dense(sketch.Conv(x, 16, 8, 1), 8 * 4 * 4, 3));
    }

    private static string Six(Sketch sketch, string x) => sketch.Node("Clip", [x, sketch.Floats([], 0), sketch.Floats([], 6)]);
}
