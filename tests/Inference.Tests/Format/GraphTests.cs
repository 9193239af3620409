using Inference.Format;

namespace Inference.Tests.Format;

/// <summary>Every layer and exit there is, through the graph's JSON and the tensors and back.</summary>
public sealed class GraphTests
{
    private static readonly Window Oblong = new(3, 2, 2, 2, 1, 0, 1);
    private readonly Random _random = new(71);

    [Fact]
    public void Every_layer_kind_comes_back_with_the_same_fields_and_tensors()
    {
        LayerDefinition[] layers = Layers();
        Assert.Equal(LayerKinds.All.Length, layers.Select(LayerKinds.NameOf).Distinct().Count());
        ExitDefinition last = new BranchExitDefinition([new FlattenDefinition(), Layers()[^1]], [0.5f], -7, 65536);
        NetworkDefinition network = Samples.Smallest() with
        {
            Stages = [new StageDefinition(layers, Samples.Exit(_random, 3, 5, 2)), new StageDefinition(layers[..3], last),
                new StageDefinition(layers[..2], Samples.Vote(_random, (3, 2, 5, 2), 9, 70_000, 65537))],
        };
        string graph = GraphWriter.Write(network);
        TensorWriter tensors = new();
        TensorWalk.Walk(network, tensors);
        NetworkDefinition read = GraphReader.Read(graph, 0);
        TensorLoader loader = new(tensors.Data.ToArray(), tensors.Entries.ToDictionary(entry => entry.Name, entry => entry.Entry), 0);
        read = TensorWalk.Walk(read, loader);
        loader.NoMore();
        Assert.Equal(graph, GraphWriter.Write(read));
        TensorWriter again = new();
        TensorWalk.Walk(read, again);
        Assert.Equal(tensors.Data.ToArray(), again.Data.ToArray());
        Assert.Equal(
            tensors.Entries.Select(entry => (entry.Name, entry.Entry.Type, string.Join(',', entry.Entry.Shape))),
            again.Entries.Select(entry => (entry.Name, entry.Entry.Type, string.Join(',', entry.Entry.Shape))));
    }

    [Fact]
    public void Blocks_without_their_weights_are_refused()
    {
        NetworkDefinition network = Samples.Smallest() with { Stages = [new StageDefinition([Layers()[^1]], Samples.Exit(_random, 1, 1, 2))] };
        TensorWriter tensors = new();
        TensorWalk.Walk(network, tensors);
        Dictionary<string, TensorEntry> entries = tensors.Entries.ToDictionary(entry => entry.Name, entry => entry.Entry);
        TensorEntry weights = entries["stage1.layer1.weights"];
        foreach (long[] shape in new long[][] { [0, 4], [2, 3], [8], [-1, 4], [1L << 40, 4] })
        {
            entries["stage1.layer1.weights"] = weights with { Shape = shape };
            TensorLoader loader = new(tensors.Data.ToArray(), entries, 0);
            Assert.Throws<ModelFormatException>(() => TensorWalk.Walk(GraphReader.Read(GraphWriter.Write(network), 0), loader));
        }
    }

    private LayerDefinition[] Layers() =>
    [
        new StandardizeDefinition(8),
        Samples.ByteConv(_random, (3, 2, 3, 7)),
        new PoolDefinition(PoolKind.Average),
        Samples.Residual(_random, (3, 5, 10)),
        new SignDefinition(Samples.Array<short>(_random, 9), Samples.Flips(_random, 9)),
        Samples.BinaryConv(_random, (1, 65, 3)),
        new FlattenDefinition(),
        new AffineDefinition(Floats(4), Floats(4), ActivationKind.Relu6),
        new TableDefinition(Samples.Array<sbyte>(_random, 2 * 256)),
        new QuantizeDefinition(Floats(1), -128),
        new Int8ConvDefinition(Oblong, 2, 3, Samples.Array<sbyte>(_random, 36), Floats(3), Samples.Numbers(_random, 3, 99), -128, 5, -6, 7),
        new Int16ConvDefinition(Oblong, 2, 3, Samples.Array<sbyte>(_random, 36), Floats(3), Samples.Numbers(_random, 3, 99), -32768, 32767),
        new FloatConvDefinition(Oblong, 2, 3, Floats(36), Floats(3), ActivationKind.Relu),
        new Int8DepthwiseDefinition(Oblong, 4, Samples.Array<sbyte>(_random, 24), Floats(4), Samples.Numbers(_random, 4, 99), 1, 2, 3, 4),
        new FloatDepthwiseDefinition(Oblong, 4, Floats(24), Floats(4), ActivationKind.None),
        new SparseFloatConvDefinition(Oblong, 2, 9, 8, [0, 1, 3], [4, 0, 11], Floats(24), Floats(9), ActivationKind.None),
        new RecallDefinition(4),
        new AddDefinition(3, ActivationKind.Relu),
        new Int8AddDefinition(2, Floats(2), 1, -2, 3, -4, 5),
        new WindowPoolDefinition(PoolKind.Max, Oblong),
        new SparseInt8ConvDefinition(
            Oblong, 2, 5, 4, [0, 1, 2], [4, 0], Samples.Array<sbyte>(_random, 8), Floats(5), Samples.Numbers(_random, 5, 99), 1, 2, 3, 4),
    ];

    private float[] Floats(int length) => [.. Enumerable.Range(0, length).Select(_ => _random.NextSingle() + 0.1f)];
}
