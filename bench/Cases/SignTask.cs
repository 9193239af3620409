using System.Text;
using Inference;
using Inference.Format;
using Inference.Kernels;
using Optimizers.Chains;
using Optimizers.Chains.Stages;
using Optimizers.Chains.Stages.Sliced;
using Optimizers.Chains.Training;
using Optimizers.Gradient;

namespace Benchmarks.Cases;

/// <summary>A network of signs over made-up pictures, trained a little by chains: what a step is measured on is what it meets in a training.</summary>
internal sealed class SignTask
{
    private readonly sbyte[] _inputs;

    /// <summary>Makes and trains it: stage after stage, each chain does its steps while λ grows.</summary>
    /// <param name="recipe">JSON; its logit scales are powers of two, so that losses of the engine's logits are those of the stage to the last bit.</param>
    /// <param name="samples">Pictures.</param>
    public SignTask(string recipe, int samples)
    {
        Recipe read = Recipe.Parse(Encoding.UTF8.GetBytes(recipe), "bench");
        Pictures = Cases.Pictures.Make(samples, read.Height, out byte[] labels);
        Labels = labels;
        _inputs = new sbyte[samples * read.Height * read.Width];
        for (int i = 0; i < samples; i++)
            SignInput.Write(read, Pictures[i], _inputs.AsSpan(i * read.Height * read.Width, read.Height * read.Width));
        IReadOnlyList<StageShape> shapes = SignShapes.Of(read);
        StageWeights[] weights = new StageWeights[shapes.Count];
        for (int stage = 0; ; stage++)
        {
            ChainRecipe chain = read.Stages[stage].Chain ?? read.Chain!;
            StageWeights start = StagePlans.Start(shapes[stage], chain, (ulong)stage);
            Risk = StageRisk.Of(new StagePlan(start, _inputs, labels));
            Phase phase = new(stage, samples, chain.Steps, chain.LambdaStart!.Value, chain.Lambda, false);
            Chain = new Chain(Risk, StagePlans.Of(start, chain, 0, phase, [1, 1]), 1, 0);
            for (long step = 0; step < chain.Steps; step++)
                Chain.Step();
            weights[stage] = Risk.Weights.Copy();
            if (stage + 1 == shapes.Count)
                break;
            _inputs = new sbyte[samples * shapes[stage + 1].InputLength];
            Risk.CopyOutputs(_inputs);
        }

        Definition = SignExport.Network(read, weights);
    }

    /// <summary><c>[samples][side × side]</c>.</summary>
    public byte[][] Pictures { get; }

    /// <summary><c>[samples]</c>.</summary>
    public byte[] Labels { get; }

    /// <summary>All stages as the engine runs them, at the weights that the training ended with.</summary>
    public NetworkDefinition Definition { get; }

    /// <summary>Of the last stage.</summary>
    public IStageRisk Risk { get; }

    /// <summary>Of the last stage; its next steps are at the last λ.</summary>
    public Chain Chain { get; }

    /// <summary>The engine's last layer and exit over what the last stage takes.</summary>
    public EngineRisk LastLayer(KernelSet kernels)
    {
        LayerShape layer = Risk.Shape.Layers[0];
        FeatureMap map = new(FeatureKind.Bits, layer.Height, layer.Width, layer.Channels);
        ulong[] bits = new ulong[Labels.Length * map.Pixels * map.Words];
        for (int i = 0; i < _inputs.Length; i++)
            bits[(i / layer.Channels * map.Words) + (i % layer.Channels / 64)] |= _inputs[i] < 0 ? 1UL << (i % layer.Channels % 64) : 0;
        return EngineRisk.LastLayer(Definition, kernels, map, bits, Labels);
    }

    /// <summary>Refuses to measure what is not the same function.</summary>
    /// <exception cref="InvalidOperationException">The engine's logits give another risk than the stage has.</exception>
    public void Check(EngineRisk engine, string name)
    {
        if (engine.Run() != Risk.RiskOf(0))
            throw new InvalidOperationException($"{name}: the risk differs from that of the engine's logits");
    }
}
