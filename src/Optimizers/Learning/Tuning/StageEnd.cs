using Inference;
using Inference.Exits;
using Inference.Format;
using Optimizers.Chains;
using Optimizers.Chains.Heads;
using Optimizers.Chains.Stages;
using Optimizers.Learning.Memory;

namespace Optimizers.Learning.Tuning;

/// <summary>The end of a stage that learning moves, its last layer and its exit: what it reads of a picture, chains over its weights, and answers of networks with the same trunk.</summary>
/// <remarks>Any number of threads.</remarks>
public abstract class StageEnd
{
    /// <summary>Samples scored at once: more take more memory and little less time.</summary>
    private const int Chunk = 64;

    private readonly NetworkStep[] _steps;

    /// <summary>For a stage whose end has been checked.</summary>
    /// <param name="network">The shipped network.</param>
    /// <param name="stage">From 1.</param>
    /// <param name="moved">Layers of the trunk that belong to the end.</param>
    private protected StageEnd(Network network, int stage, int moved)
    {
        (Network, Stage) = (network, stage);
        int layers = network.Definition.Stages.Take(stage).Sum(one => one.Layers.Count) - moved;
        _steps = [.. network.Steps().Where(step => step.Exit == 0).Take(layers)];
        if (_steps.Length == 0 || _steps[^1].Output is not { } map)
            throw new ArgumentException($"stage {stage} of {network.Definition.Name}: found no layer before its last, expected one whose map samples are kept as");
        Input = map;
    }

    /// <summary>The shipped network.</summary>
    public Network Network { get; }

    /// <summary>From 1.</summary>
    public int Stage { get; }

    /// <summary>16-bit values a sample.</summary>
    public int MapLength => Input.Elements;

    /// <summary>Whether its last layer is one of signs; else its weights are sparse floats.</summary>
    public abstract bool HasSigns { get; }

    /// <summary>For a memory of samples of this end.</summary>
    public abstract MemoryOptions Memory { get; }

    /// <summary>What the end reads.</summary>
    private protected FeatureMap Input { get; }

    /// <summary>Finds the end of a stage.</summary>
    /// <param name="network">The shipped network.</param>
    /// <param name="stage">From 1.</param>
    /// <exception cref="ArgumentException">The stage cannot be tuned; says what was found and expected.</exception>
    public static StageEnd Of(Network network, int stage)
    {
        ArgumentNullException.ThrowIfNull(network);
        string name = network.Definition.Name;
        if (stage < 1 || stage > network.Stages.Count)
            throw new ArgumentException($"stage {stage} of {name}: found {network.Stages.Count} stages, expected one of them");
        if (network.Classes.Count > 256)
            throw new ArgumentException($"{name}: found {network.Classes.Count} classes, expected at most 256");
        StageDefinition definition = network.Definition.Stages[stage - 1];
        if (definition.Layers[^1] is BinaryResidualDefinition && definition.Exit is LinearExitDefinition)
            return new ResidualEnd(network, stage);
        if (definition.Layers.Count > 1 && definition.Layers[^2] is SparseFloatConvDefinition)
            return new SparseEnd(network, stage);
        throw new ArgumentException(
            $"stage {stage} of {name}: found one that ends otherwise, expected a binary_residual layer and a linear exit, or a sparse_float_conv, an add and an exit of averages");
    }

    /// <summary>The plan with the last layer left as it is, where later stages read what it gives.</summary>
    public TunerPlan Fit(TunerPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return Stage == Network.Stages.Count ? plan : plan with { Shares = (0, plan.Shares.Exit, plan.Shares.Biases) };
    }

    /// <summary>Refuses a plan that makes none for this stage.</summary>
    /// <exception cref="ArgumentException">Says what was found and expected.</exception>
    public void Check(TunerPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        plan.Check();
        if (plan.Shares.Layer > 0 && Stage < Network.Stages.Count)
        {
            throw new ArgumentException(
                $"stage {Stage} of {Network.Stages.Count}: found a plan that moves its last layer, which later stages read; expected the last stage, or one that moves the exit alone");
        }
    }

    /// <summary>What the end reads of a picture, as the engine computes it; before a sparse layer rounded to 16ths. Allocates nothing.</summary>
    /// <param name="picture">Of the network's input size.</param>
    /// <param name="workspace">Of <see cref="Network"/>.</param>
    /// <param name="map"><c>[MapLength]</c>, <c>[Height][Width][Channels]</c> before a layer of signs, <c>[Channels][Height][Width]</c> before a sparse one.</param>
    /// <exception cref="ArgumentException">A picture, workspace or map of another network.</exception>
    public void Map(ReadOnlySpan<byte> picture, Workspace workspace, Span<short> map)
    {
        ExpectMaps(map.Length, 1);
        Network.Load(picture, workspace);
        foreach (NetworkStep step in _steps)
            step.Run(workspace);
        Read(_steps[^1], workspace, map);
    }

    /// <summary>Begins a chain at the shipped weights.</summary>
    /// <param name="maps"><c>[samples][MapLength]</c>.</param>
    /// <param name="labels"><c>[samples]</c>.</param>
    /// <param name="plan">What to do.</param>
    /// <param name="anchors">The last so many samples are of elsewhere; how often each counts: <see cref="TunerPlan.WeightsOf"/>.</param>
    /// <exception cref="ArgumentException">Arrays of other lengths, or a plan that makes none.</exception>
    public StageTuner Begin(ReadOnlySpan<short> maps, ReadOnlySpan<byte> labels, TunerPlan plan, int anchors = 0) =>
        Begin(StageMaps.Reader(maps, labels.Length, MapLength), labels, plan, anchors);

    /// <summary>Begins a chain at the shipped weights, over maps that are read one at a time.</summary>
    /// <inheritdoc cref="Begin(ReadOnlySpan{short}, ReadOnlySpan{byte}, TunerPlan, int)"/>
    public StageTuner Begin(MapReader maps, ReadOnlySpan<byte> labels, TunerPlan plan, int anchors = 0)
    {
        Check(plan);
        ArgumentOutOfRangeException.ThrowIfNegative(anchors);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(anchors, labels.Length);
        bool areBoth = anchors > 0 && anchors < labels.Length;
        ITunedRisk risk = RiskOf(Network, maps, labels, areBoth ? labels.Length - anchors : 0, areBoth ? plan.WeightsOf(labels.Length - anchors, anchors) : default);
        return new StageTuner(risk, Blocks(risk, plan), plan);
    }

    /// <summary>Answers and losses of a network with the same trunk at this stage's exit: as its engine gives them, of a sparse one but for the rounding of inputs and weights.</summary>
    /// <param name="network">The shipped one, or one tuned from it.</param>
    /// <param name="maps"><c>[samples][MapLength]</c>.</param>
    /// <param name="labels"><c>[samples]</c>.</param>
    /// <param name="answers"><c>[samples]</c>: class indices.</param>
    /// <param name="losses"><c>[samples]</c>: cross entropy, 1/65536 nats.</param>
    /// <exception cref="ArgumentException">Arrays of other lengths, or a network whose stage ends otherwise.</exception>
    public void Score(NetworkDefinition network, ReadOnlySpan<short> maps, ReadOnlySpan<byte> labels, Span<int> answers, Span<int> losses)
    {
        ExpectMaps(maps.Length, labels.Length);
        if (answers.Length != labels.Length || losses.Length != labels.Length)
            throw new ArgumentException($"found room for {answers.Length} answers and {losses.Length} losses, expected {labels.Length}");
        Network scored = new(network);
        int[] logits = new int[scored.Classes.Count], probabilities = new int[logits.Length];
        for (int start = 0; start < labels.Length; start += Chunk)
        {
            int count = Math.Min(Chunk, labels.Length - start);
            ITunedRisk risk = RiskOf(scored, StageMaps.Reader(maps.Slice(start * MapLength, count * MapLength), count, MapLength), labels.Slice(start, count), 0, default);
            for (int i = 0; i < count; i++)
            {
                risk.CopyLogits(i, logits);
                for (int k = 0; k < logits.Length; k++)
                    logits[k] = Math.Clamp(logits[k], -HeadState.MostLogit, HeadState.MostLogit);
                // By probabilities, as the engine answers: logits that are close share one, and the first class then wins.
                Softmax.Compute(logits, probabilities);
                answers[start + i] = probabilities.IndexOf(probabilities.Max());
                losses[start + i] = Losses.Of(LossKind.CrossEntropy, logits, labels[start + i], 1);
            }
        }
    }

    /// <summary>Takes the map out of the workspace.</summary>
    private protected abstract void Read(NetworkStep last, Workspace workspace, Span<short> map);

    /// <summary>The risk at the weights of a network whose stage ends as this one.</summary>
    private protected abstract ITunedRisk RiskOf(Network network, MapReader maps, ReadOnlySpan<byte> labels, int first, PartWeights weights);

    /// <summary>How the three blocks are moved.</summary>
    private protected abstract IReadOnlyList<BlockPlan> Blocks(ITunedRisk risk, TunerPlan plan);

    private void ExpectMaps(int values, int samples)
    {
        if (values != samples * MapLength)
            throw new ArgumentException($"found {values} values of maps, expected {samples} × {MapLength}");
    }
}
