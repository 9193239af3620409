using System.Text;
using Benchmarks.Racing;
using Inference;
using Optimizers.Chains.Stages;
using Optimizers.Chains.Stages.Sliced;
using Optimizers.Gradient;

namespace Benchmarks.Cases;

/// <summary>
/// One sign flipped in a stage of two layers, evaluated over 1,000 samples to its end and rejected unless said otherwise, against the engine's run of the
/// whole stage over the same samples. Pictures and weights are random.
/// </summary>
internal sealed class DeepChainCase(string name, string input, string layers, int grid) : ICase
{
    /// <summary>784-256-256-10.</summary>
    public const string Dense = """{ "kind": "binarize", "level": 128 }, { "kind": "sign_dense", "units": 256 }, { "kind": "sign_dense", "units": 256 }""";

    /// <summary>Bytes, 32 channels at half the side, pooled, then 64.</summary>
    public const string Maps = """{ "kind": "sign_conv", "kernel": 3, "stride": 2, "channels": 32, "pool": true }, { "kind": "sign_conv", "kernel": 3, "channels": 64 }""";

    private const int Samples = 1000;

    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public Race Prepare()
    {
        Recipe recipe = Recipe.Parse(Encoding.UTF8.GetBytes($$"""
            { "name": "b", {{input}}, "classes": ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"],
              "stages": [{ "layers": [{{layers}}], "exit": { "grid": {{grid}} } }] }
            """), name);
        StageShape shape = SignShapes.Of(recipe)[0];
        Random random = new(1);
        StageWeights weights = new(shape);
        for (int block = 0; block < shape.Blocks; block++)
        {
            foreach (ref short weight in weights.Block(block))
                weight = (short)(random.Next(2) == 0 ? 1 : -1);
        }

        byte[][] pictures = new byte[Samples][];
        byte[] labels = new byte[Samples];
        sbyte[] inputs = new sbyte[Samples * shape.InputLength];
        for (int i = 0; i < Samples; i++)
        {
            pictures[i] = new byte[shape.InputLength];
            random.NextBytes(pictures[i]);
            labels[i] = (byte)random.Next(shape.Classes);
            SignInput.Write(recipe, pictures[i], inputs.AsSpan(i * shape.InputLength, shape.InputLength));
        }

        Network network = new(SignExport.Network(recipe, [weights]));
        EngineRisk engine = EngineRisk.Whole(network, pictures, labels);
        IStageRisk[] stages = [.. Enumerable.Range(0, shape.Blocks).Select(_ => StageRisk.Of(new StagePlan(weights, inputs, labels)))];
        if (engine.Run() != stages[0].RiskOf(0))
            throw new InvalidOperationException($"{name}: the risk differs from that of the engine's logits");
        Move move = new(1);
        void Propose(int stage, int block)
        {
            int index = random.Next(shape.Row(block));
            move.Begin(block, 0);
            move.Add(index, (short)-stages[stage].Weights.Row(block, 0)[index]);
            stages[stage].Evaluate(move, 0, long.MaxValue);
        }

        // Of the third, every move is taken; its visits are those of a chain.
        stages[0].Visit(0, 0);
        stages[1].Visit(1, 0);
        void Take(int block)
        {
            Propose(2, block);
            stages[2].Commit();
        }

        return new Race(network.CascadeMacs(1) * Samples,
        [
            new("layer 1", () => Propose(0, 0)),
            new("layer 2", () => Propose(1, 1)),
            new("visit of layer 1 and a move taken", () =>
            {
                stages[2].Visit(0, 0);
                Take(0);
            }),
            new("visit of layer 2 and a move taken", () =>
            {
                stages[2].Visit(1, 0);
                Take(1);
            }),
            new("visit of layer 1", () => stages[0].Visit(0, 0)),
            new("engine: stage and losses", () => engine.Run()),
        ]);
    }
}
