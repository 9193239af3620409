using Benchmarks.Racing;
using Inference;
using Inference.Format;
using Inference.Kernels;
using Optimizers.Chains.Heads;
using Optimizers.Chains.Stages;

namespace Benchmarks.Cases;

/// <summary>
/// A proposal on the last stage of the network that Vigie ships, evaluated over 1,000 samples to its end and rejected, against the engine's own last layer
/// and exit over the same samples.
/// </summary>
internal sealed class ResidualChainCase(string name, int block, int size) : ICase
{
    private const int Samples = 1000;

    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public Race Prepare()
    {
        Network network = Network.Read(ShippedNetworkCase.Path());
        Random random = new(1);
        byte[][] pictures = new byte[Samples][];
        byte[] labels = new byte[Samples];
        for (int i = 0; i < Samples; i++)
        {
            pictures[i] = new byte[network.Input.Length];
            random.NextBytes(pictures[i]);
            labels[i] = (byte)random.Next(network.Classes.Count);
        }

        int number = network.Stages.Count;
        short[] maps = StageMaps.BeforeLast(network, number, pictures);
        ResidualStage stage = new(network, number, maps, labels, LossKind.CrossEntropy);
        Move move = new(size);
        stage.Visit(block, 0);
        int visited = 0;
        void Propose()
        {
            move.Begin(block, 0);
            while (move.Count < size)
            {
                int index = random.Next(stage.RowLength(block));
                if (!move.Holds(index))
                    move.Add(index, (short)(block == 0 ? -stage.Row[index] : stage.Row[index] + 100));
            }

            stage.Evaluate(move, 0, long.MaxValue);
        }

        void Visit() => stage.Visit(block, visited = (visited + 1) % stage.Units(block));
        EngineEnd engine = new(network, maps, labels);
        if (engine.Run() != stage.RiskOf(0))
            throw new InvalidOperationException($"{name}: the risk differs from that of the engine's logits");
        StageDefinition last = network.Definition.Stages[^1];
        return new Race(engine.Macs * Samples, [new("proposal", Propose), new("visit", Visit), new("engine: last layer, exit and losses", () => engine.Run())]);
    }

    /// <summary>The last layer and exit of the engine over maps in memory.</summary>
    private sealed class EngineEnd
    {
        private readonly short[] _maps;
        private readonly byte[] _labels;
        private readonly LayerRun _layer;
        private readonly ExitRun _exit;

        public EngineEnd(Network network, short[] maps, byte[] labels)
        {
            StageDefinition last = network.Definition.Stages[^1];
            BinaryResidualDefinition layer = (BinaryResidualDefinition)last.Layers[^1];
            FeatureMap map = network.Stages[^1].Output;
            (_maps, _labels) = (maps, labels);
            _exit = new ExitRun(layer, (LinearExitDefinition)last.Exit, map with { Channels = layer.InputChannels }, network.Classes.Count);
            _layer = null!;
        }

        public long Macs => _exit.Macs;

        public long Run()
        {
            int length = _maps.Length / _labels.Length;
            long risk = 0;
            for (int i = 0; i < _labels.Length; i++)
            {
                _maps.AsSpan(i * length, length).CopyTo(_exit.Input);
                _exit.Run();
                risk += Losses.Of(LossKind.CrossEntropy, _exit.Logits, _labels[i], 1);
            }

            return risk;
        }
    }
}
