using Benchmarks.Racing;
using Inference;
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
        Network network = Network.Read(ShippedNetworkCase.FilePath());
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
        FeatureMap output = network.Stages[^1].Output;
        FeatureMap input = output with { Channels = maps.Length / Samples / output.Pixels };
        EngineRisk engine = EngineRisk.LastLayer(network.Definition, KernelCatalog.Choose(), input, maps, labels);
        if (engine.Run() != stage.RiskOf(0))
            throw new InvalidOperationException($"{name}: the risk differs from that of the engine's logits");
        return new Race(
            engine.Macs * Samples,
            [new("proposal", Propose), new("visit", Visit), engine.Contender("engine: last layer, exit and losses", 40)],
            FormattableString.Invariant($"the chain {stage.ExtraBytes / 1024.0:0.0} KiB beyond its samples' {stage.MemoryBytes / 1024.0:0.0}, a kept draw {stage.StateBytes} bytes"));
    }
}
