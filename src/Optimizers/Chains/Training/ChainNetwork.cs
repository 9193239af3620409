using Inference;
using Optimizers.Chains.Stages;

namespace Optimizers.Chains.Training;

/// <summary>One chain's network between phases: the weights of all stages and what else a stage's next phase goes on from.</summary>
internal sealed class ChainNetwork
{
    private readonly IReadOnlyList<ChainRecipe> _plans;
    private readonly StageWeights[] _starts;

    /// <summary>Makes a random network.</summary>
    /// <param name="shapes">Of the stages.</param>
    /// <param name="plans">One a stage.</param>
    /// <param name="seed">Of the training.</param>
    /// <param name="chain">Which of its chains.</param>
    public ChainNetwork(IReadOnlyList<StageShape> shapes, IReadOnlyList<ChainRecipe> plans, ulong seed, int chain)
    {
        _plans = plans;
        _starts = [.. shapes.Select((shape, stage) => StagePlans.Start(shape, plans[stage], SplitMix.Mix(seed, (ulong)((chain * shapes.Count) + stage))))];
        Weights = [.. _starts];
        Sizes = [.. shapes.Select(shape => Enumerable.Repeat(1, shape.Blocks).ToArray())];
        Units = new UnitSet(shapes[^1].Layers[^1].Units);
    }

    /// <summary>Weights as the phases before left them, one a stage.</summary>
    public StageWeights[] Weights { get; }

    /// <summary>How many signs a move flips, by stage and block, as the phases before have found it.</summary>
    public int[][] Sizes { get; }

    /// <summary>Which units of the last stage are on.</summary>
    public UnitSet Units { get; }

    /// <summary>Samples kept of the last stage.</summary>
    public List<StageWeights> Kept { get; } = [];

    /// <summary>Begins a phase's chain.</summary>
    /// <param name="risk">Of the phase's stage and memory, at <see cref="Weights"/>.</param>
    /// <param name="phase">Which phase.</param>
    /// <param name="keep">Samples to keep where the phase keeps any.</param>
    /// <param name="seed">Of the random numbers.</param>
    /// <param name="number">Of the chain.</param>
    public Chain Begin(IRisk risk, Phase phase, int keep, ulong seed, uint number)
    {
        ChainPlan plan = StagePlans.Of(_starts[phase.Stage], _plans[phase.Stage], keep, phase, Sizes[phase.Stage]);
        Chain chain = new(risk, plan, seed, number);
        if (plan.Units is not null)
            chain.Units.CopyFrom(Units);
        return chain;
    }

    /// <summary>Takes over what a phase's chain has come to.</summary>
    public void End(Chain chain, Phase phase)
    {
        Weights[phase.Stage] = chain.Weights.Copy();
        for (int block = 0; block < Sizes[phase.Stage].Length; block++)
            Sizes[phase.Stage][block] = chain.Size(block, 0);
        if (chain.Plan.Units is not null)
            Units.CopyFrom(chain.Units);
        if (!phase.Keeps || phase.Stage < Weights.Length - 1)
            return;
        for (int i = 0; i < chain.SampleCount; i++)
            Kept.Add(chain.Sample(i));
    }

    /// <summary>Writes it down.</summary>
    public void Write(BinaryWriter writer)
    {
        foreach (StageWeights weights in Weights)
            Write(writer, weights);
        foreach (int size in Sizes.SelectMany(stage => stage))
            writer.Write(size);
        for (int unit = 0; unit < Units.Most; unit++)
            writer.Write(Units[unit]);
        writer.Write(Kept.Count);
        foreach (StageWeights weights in Kept)
            Write(writer, weights);
    }

    /// <summary>Reads what <see cref="Write(BinaryWriter)"/> wrote.</summary>
    public void Read(BinaryReader reader)
    {
        for (int stage = 0; stage < Weights.Length; stage++)
        {
            // The start is the prior's centre and stays as it is.
            Weights[stage] = new StageWeights(Weights[stage].Shape);
            Read(reader, Weights[stage]);
        }

        foreach (int[] stage in Sizes)
        {
            foreach (ref int size in stage.AsSpan())
                size = reader.ReadInt32();
        }

        for (int unit = 0; unit < Units.Most; unit++)
            Units.Turn(unit, reader.ReadBoolean());
        Kept.Clear();
        for (int left = reader.ReadInt32(); left > 0; left--)
        {
            StageWeights sample = new(Weights[^1].Shape);
            Read(reader, sample);
            Kept.Add(sample);
        }
    }

    private static void Write(BinaryWriter writer, StageWeights weights)
    {
        byte[] bytes = new byte[weights.Bytes];
        weights.CopyTo(bytes);
        writer.Write(bytes);
    }

    private static void Read(BinaryReader reader, StageWeights weights)
    {
        byte[] bytes = new byte[weights.Bytes];
        reader.BaseStream.ReadExactly(bytes);
        weights.CopyFrom(bytes);
    }
}
