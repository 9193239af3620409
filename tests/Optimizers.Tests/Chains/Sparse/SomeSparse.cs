using Inference;
using Inference.Format;
using Optimizers.Chains.Heads;
using Optimizers.Chains.Priors;
using Optimizers.Chains.Stages;
using Optimizers.Learning.Tuning;
using Optimizers.Tests.Chains.Residual;

namespace Optimizers.Tests.Chains.Sparse;

/// <summary>Random networks that end in a sparse layer with a shortcut and an exit of averages, and random moves of it.</summary>
internal static class SomeSparse
{
    /// <summary>8×8 pictures → standardized → 8×8×<paramref name="channels"/>, rectified → the layer.</summary>
    public static Network Network(ulong seed, int channels = 8, int kernel = 3, int cell = 4, double fill = 0.3, float size = 0.4f, float scale = 1.5f, bool hasZeros = true)
    {
        SplitMix random = new(seed);
        FloatConvDefinition first = new(Window.Same(3), 1, channels, Floats(ref random, channels * 9, 0.5f), Floats(ref random, channels, 0.3f), ActivationKind.Relu);
        FloatConvDefinition dense = new(
            Window.Same(kernel), channels, channels, Floats(ref random, channels * channels * kernel * kernel, size), Floats(ref random, channels, 0.2f), ActivationKind.None);
        int area = kernel * kernel * channels;
        for (int i = 0; i < dense.Weights.Length; i++)
        {
            // By blocks of 4 outputs; now and then a zero in a stored block.
            SplitMix own = new((seed * 1000) + (ulong)((i / area / 4 * area) + (i % area)));
            if (!own.Chance(fill) || (hasZeros && i % 11 == 0))
                dense.Weights[i] = 0;
        }

        int features = channels * 64 / (cell * cell);
        FloatConvDefinition head = new(Window.One, features, SomeResidual.Classes, Floats(ref random, features * SomeResidual.Classes, 0.5f), Floats(ref random, SomeResidual.Classes, 0.3f), ActivationKind.None);
        LayerDefinition[] layers = [new StandardizeDefinition(8), new AffineDefinition([1 / 32f], [0], ActivationKind.None), first, BlockSparse.PackAs(dense, 4), new AddDefinition(3, ActivationKind.Relu)];
        BranchExitDefinition exit = new([new WindowPoolDefinition(PoolKind.Average, Window.Tile(cell)), new FlattenDefinition(), head], [scale], 0, 0);
        return new Network(new NetworkDefinition(
            "some", new InputShape(8, 8, 1), ["a", "b", "c"], [new StageDefinition(layers, exit)], ExitPolicyKind.Top1, new Dictionary<string, string>()));
    }

    public static short[] Maps(Network network, byte[][] pictures)
    {
        StageEnd end = StageEnd.Of(network, network.Stages.Count);
        short[] maps = new short[pictures.Length * end.MapLength];
        Workspace workspace = network.CreateWorkspace();
        for (int i = 0; i < pictures.Length; i++)
            end.Map(pictures[i], workspace, maps.AsSpan(i * end.MapLength, end.MapLength));
        return maps;
    }

    public static SparseStage Stage(Network network, byte[][] pictures, LossKind loss = LossKind.CrossEntropy, int first = 0, bool isPlain = false) =>
        new(network, network.Stages.Count, Maps(network, pictures), SomeResidual.Labels(pictures.Length, 5), loss, first, isPlain);

    /// <summary>Fills a move of the visited unit: a few places, now and then many; changes, deaths and weights as given.</summary>
    public static void Fill(ref SplitMix random, SparseStage stage, Move move, int block, int unit)
    {
        move.Begin(block, unit);
        IChangeCentre given = (IChangeCentre)stage.Given;
        int length = stage.RowLength(block), count = 1 + random.Next(random.Next(10) == 0 ? length : 3);
        for (int i = 0; i < count; i++)
        {
            int index = random.Next(length);
            int chosen = block == 2 ? random.Next(600) - 300 : random.Next(5) switch { 0 => SparseWeights.Dead, 1 => 0, _ => random.Next(255) - 127 };
            short value = (short)chosen;
            if (given.Holds(block, unit, index) && !move.Holds(index) && value != stage.Row[index])
                move.Add(index, value);
        }
    }

    /// <summary>Moves, half of which are committed.</summary>
    public static void Walk(SparseStage stage, ulong seed, int moves)
    {
        SplitMix random = new(seed);
        Move move = SomeResidual.Move(stage);
        (int block, int unit) = (0, 0);
        for (int i = 0; i < moves; i++)
        {
            if (i % 8 == 0)
                (block, unit) = SomeResidual.Visit(ref random, stage);
            Fill(ref random, stage, move, block, unit);
            for (int part = 0; part < stage.Parts; part++)
                stage.Evaluate(move, part, long.MaxValue);
            if (random.Chance(0.5))
                stage.Commit();
        }
    }

    public static int[] Logits(SparseStage stage)
    {
        int[] logits = new int[stage.Samples * SomeResidual.Classes];
        for (int i = 0; i < stage.Samples; i++)
            stage.CopyLogits(i, logits.AsSpan(i * SomeResidual.Classes, SomeResidual.Classes));
        return logits;
    }

    private static float[] Floats(ref SplitMix random, int count, float size)
    {
        float[] floats = new float[count];
        for (int i = 0; i < count; i++)
            floats[i] = ((random.Next(20001) - 10000) / 10000f) * size;
        return floats;
    }
}
