using Inference;
using Inference.Format;
using Optimizers.Chains.Diagnostics;
using Optimizers.Chains.Stages;
using Optimizers.Chains.Stages.Sliced;
using Optimizers.Gradient;

namespace Optimizers.Chains.Training;

/// <summary>
/// Trains a recipe's network of signs by Markov chains, without a gradient: each stage has its own exit, its own loss and its own chain, and takes as fixed
/// what the stages before give (decoupled greedy learning; Belilovsky, Eickenberg and Oyallon, ICML 2020).
/// </summary>
/// <remarks>All follows from recipe, samples and seed: a run that was stopped and resumed ends in the same network as one that was not.</remarks>
public sealed class ChainTrainer
{
    private const int Laws = 4;
    private readonly Recipe _recipe;
    private readonly ChainRecipe _plan;
    private readonly ChainRecipe[] _plans;
    private readonly IReadOnlyList<StageShape> _shapes;
    private readonly IReadOnlyList<Phase> _phases;
    private readonly byte[] _labels;
    private readonly sbyte[] _pictures;
    private readonly ulong _seed;
    private readonly StageWeights[][] _weights;
    private readonly Chain[] _chains;
    private readonly ChainRecord[] _records;
    private readonly int[] _firstBlock;
    private readonly List<StageWeights>[] _kept;
    private readonly int[][] _sizes;
    private long _before;

    /// <summary>Prepares training.</summary>
    /// <param name="recipe">With a block <c>"chain"</c>, of a network of signs.</param>
    /// <param name="set">Samples; not changed. They are shuffled, so that a small memory holds of all.</param>
    /// <param name="seed">Everything random follows from it.</param>
    /// <exception cref="RecipeException">The recipe makes no network of signs, or its numbers cannot be followed.</exception>
    public ChainTrainer(Recipe recipe, TrainingSet set, ulong seed)
    {
        if (!SignShapes.Suits(recipe))
            throw new RecipeException("found no layer of signs, expected a network of binarize, sign_conv and sign_dense: chains train those");
        _recipe = recipe;
        _plan = recipe.Chain ?? new ChainRecipe();
        _plans = [.. recipe.Stages.Select(stage => stage.Chain ?? _plan)];
        foreach (ChainRecipe plan in _plans.Append(_plan))
            ChainRecipeRules.Check(plan);
        _shapes = SignShapes.Of(recipe);
        for (int stage = 0; stage < _shapes.Count; stage++)
        {
            if (_shapes[stage].Layers.Count > 2)
                throw new RecipeException($"stage {stage + 1}: found {_shapes[stage].Layers.Count} layers of signs, expected one or two layers before an exit");
        }

        _seed = seed;
        int[] order = Shuffled(set.Count, seed);
        _labels = [.. order.Select(i => (byte)set.Label(i))];
        int length = recipe.Height * recipe.Width * recipe.Channels;
        _pictures = new sbyte[checked(set.Count * length)];
        for (int i = 0; i < set.Count; i++)
            SignInput.Write(recipe, set.Image(order[i]), _pictures.AsSpan(i * length, length));
        _phases = Phase.Of(_plan, _plans, set.Count);
        _weights = [.. Enumerable.Range(0, _plan.Chains).Select(chain => _shapes.Select((shape, stage) =>
            StagePlans.Start(shape, _plans[stage], SplitMix.Mix(seed, (ulong)((chain * _shapes.Count) + stage)))).ToArray())];
        _kept = [.. _weights.Select(_ => new List<StageWeights>())];
        _sizes = [.. Enumerable.Range(0, _plan.Chains * _shapes.Count).Select(i => Enumerable.Repeat(1, _shapes[i % _shapes.Count].Blocks).ToArray())];
        _chains = new Chain[_plan.Chains];
        _firstBlock = [.. _shapes.Select((_, stage) => _shapes.Take(stage).Sum(shape => shape.Blocks))];
        _records = [.. Enumerable.Range(1, _plan.Chains).Select(chain => new ChainRecord($"chain {chain}", _shapes.Sum(shape => shape.Blocks), Laws))];
        Steps = _phases.Sum(phase => phase.Steps);
        Begin();
    }

    /// <summary>Steps of each chain in all.</summary>
    public long Steps { get; }

    /// <summary>Steps done of each chain.</summary>
    public long Step => _before + (IsDone ? 0 : _chains[0].Steps);

    /// <summary>Whether all is done.</summary>
    public bool IsDone => PhaseNumber == _phases.Count;

    /// <summary>Chains.</summary>
    public int Chains => _chains.Length;

    /// <summary>The stage that is trained, from 1.</summary>
    public int Stage => _phases[Math.Min(PhaseNumber, _phases.Count - 1)].Stage + 1;

    /// <summary>λ of the next step, of the target over all samples.</summary>
    public double Lambda => _chains[0].Lambda * Weight;

    /// <summary>Step from which the last stage samples at one λ over all samples.</summary>
    public long Settled => Steps - _phases[^1].Steps;

    /// <summary>Mean loss of a sample of the present memory, of one chain; nats for the cross entropy.</summary>
    public double MeanLoss(int chain) => _chains[chain].Risk / (65536.0 * _phases[Math.Min(PhaseNumber, _phases.Count - 1)].Samples);

    /// <summary>Share of moves accepted of a block of the present stage since its phase began; NaN before the first.</summary>
    public double Acceptance(int block)
    {
        Chain chain = _chains[0];
        long proposed = 0, accepted = 0;
        for (int law = 0; law < chain.Plan.Blocks[block].Laws.Count; law++)
            (proposed, accepted) = (proposed + chain.Proposed(block, law), accepted + chain.Accepted(block, law));
        return accepted / (double)proposed;
    }

    /// <summary>Blocks of the present stage: its layers and, last, its exit.</summary>
    public int Blocks => _chains[0].Weights.Shape.Blocks;

    /// <summary>What was done since this object was made, a record a chain; its blocks are those of <see cref="BlockNames"/>.</summary>
    public IReadOnlyList<ChainRecord> Records => _records;

    /// <summary>Names of all blocks, stage after stage.</summary>
    public IReadOnlyList<string> BlockNames =>
        [.. _shapes.SelectMany((shape, stage) => Enumerable.Range(0, shape.Blocks).Select(block => $"stage {stage + 1} {BlockName(shape, block)}"))];

    /// <summary>Name of a law of a block.</summary>
    /// <param name="block">Among <see cref="BlockNames"/>.</param>
    /// <param name="law">Among the block's laws.</param>
    public string LawName(int block, int law)
    {
        int stage = Array.FindLastIndex(_firstBlock, first => first <= block);
        ChainPlan plan = StagePlans.Of(_shapes[stage], _plans[stage], 0, _phases[^1], Sizes(0, stage));
        return plan.Blocks[block - _firstBlock[stage]].Laws[law].Law.Name;
    }

    internal int PhaseNumber { get; private set; }

    internal StageWeights[][] Weights => _weights;

    internal List<StageWeights>[] Kept => _kept;

    internal Chain[] Current => _chains;

    /// <summary>Does up to a number of steps of each chain, within one phase; to be called until <see cref="IsDone"/>.</summary>
    public void Run(long steps)
    {
        if (IsDone)
            return;
        Phase phase = _phases[PhaseNumber];
        long some = Math.Min(steps, phase.Steps - _chains[0].Steps);
        if (_chains.Length == 1)
            RunChain(0, some);
        else
            Parallel.For(0, _chains.Length, chain => RunChain(chain, some));
        if (_chains[0].Steps < phase.Steps)
            return;
        End(phase);
        PhaseNumber++;
        _before += phase.Steps;
        if (!IsDone)
            Begin();
    }

    /// <summary>The network as it is now, as the engine runs it.</summary>
    /// <param name="chain">Of which chain.</param>
    public NetworkDefinition Export(int chain = 0) => SignExport.Network(_recipe, IsDone ? _weights[chain] : WithCurrent(chain, _chains[chain].Weights));

    /// <summary>The networks of the samples that were kept of the last stage, chain after chain: the same stages before, another last one.</summary>
    public IEnumerable<NetworkDefinition> ExportSamples()
    {
        for (int chain = 0; chain < _kept.Length; chain++)
        {
            foreach (StageWeights sample in _kept[chain])
                yield return SignExport.Network(_recipe, [.. _weights[chain][..^1], sample]);
        }
    }

    /// <summary>Writes all that a resumed run needs.</summary>
    public void Save(Stream stream, string fingerprint) => TrainerCheckpoint.Write(stream, this, fingerprint);

    /// <summary>Takes up a saved run.</summary>
    /// <exception cref="InvalidDataException">Not a checkpoint, or one of another recipe, seed or set of samples; nothing has changed then.</exception>
    public void Load(Stream stream, string fingerprint) => TrainerCheckpoint.Read(stream, this, fingerprint);

    /// <summary>Begins a phase whose weights have been set.</summary>
    internal void GoTo(int phase)
    {
        PhaseNumber = phase;
        _before = _phases.Take(phase).Sum(before => before.Steps);
        if (!IsDone)
            Begin();
    }

    /// <summary>The share of the samples that the present phase is over.</summary>
    private double Weight => _phases[Math.Min(PhaseNumber, _phases.Count - 1)].Samples / (double)_labels.Length;

    private void Begin()
    {
        Phase phase = _phases[PhaseNumber];
        for (int chain = 0; chain < _chains.Length; chain++)
        {
            StagePlan plan = new(
                _weights[chain][phase.Stage], Inputs(chain, phase), _labels.AsSpan(0, phase.Samples).ToArray(), ChainRecipeRules.Loss(_plans[phase.Stage].Loss)!.Value);
            uint number = (uint)((chain * _phases.Count) + PhaseNumber);
            _chains[chain] = new Chain(StageRisk.Of(plan), StagePlans.Of(_shapes[phase.Stage], _plans[phase.Stage], _plan.Keep, phase, Sizes(chain, phase.Stage)), _seed, number);
        }
    }

    private void RunChain(int chain, long steps)
    {
        Phase phase = _phases[PhaseNumber];
        double each = 1 / (65536.0 * phase.Samples), weight = Weight;
        for (long step = 0; step < steps; step++)
        {
            double lambda = _chains[chain].Lambda * weight;
            StepInfo info = _chains[chain].Step();
            _records[chain].Add(_firstBlock[phase.Stage] + info.Block, info.Law, info.Accepted, _chains[chain].Risk * each, lambda);
        }
    }

    private void End(Phase phase)
    {
        for (int chain = 0; chain < _chains.Length; chain++)
        {
            _weights[chain][phase.Stage] = _chains[chain].Weights.Copy();
            int[] sizes = Sizes(chain, phase.Stage);
            for (int block = 0; block < sizes.Length; block++)
                sizes[block] = _chains[chain].Size(block, 0);
            if (!phase.Keeps || phase.Stage < _shapes.Count - 1)
                continue;
            for (int i = 0; i < _chains[chain].SampleCount; i++)
                _kept[chain].Add(_chains[chain].Sample(i).Copy());
        }
    }

    /// <summary>How many signs a move flips, by block, as the phases before have found it.</summary>
    internal int[] Sizes(int chain, int stage) => _sizes[(chain * _shapes.Count) + stage];

    private static string BlockName(StageShape shape, int block) =>
        block == shape.Layers.Count ? "exit" : shape.Layers.Count == 1 ? "layer" : $"layer {block + 1}";

    private StageWeights[] WithCurrent(int chain, StageWeights current)
    {
        StageWeights[] all = [.. _weights[chain]];
        all[_phases[PhaseNumber].Stage] = current;
        return all;
    }

    private static int[] Shuffled(int count, ulong seed)
    {
        SplitMix random = new(SplitMix.Mix(seed, ulong.MaxValue));
        int[] order = [.. Enumerable.Range(0, count)];
        for (int i = count - 1; i > 0; i--)
        {
            int other = random.Next(i + 1);
            (order[i], order[other]) = (order[other], order[i]);
        }

        return order;
    }

    /// <summary>What the stages before a phase's give for its samples.</summary>
    private sbyte[] Inputs(int chain, Phase phase)
    {
        sbyte[] map = _pictures.AsSpan(0, phase.Samples * _shapes[0].InputLength).ToArray();
        for (int stage = 0; stage < phase.Stage; stage++)
        {
            LayerShape last = _shapes[stage].Layers[^1];
            sbyte[] output = new sbyte[checked(phase.Samples * last.OutputHeight * last.OutputWidth * last.Units)];
            StageRisk.Of(new StagePlan(_weights[chain][stage], map, _labels.AsSpan(0, phase.Samples).ToArray())).CopyOutputs(output);
            map = output;
        }

        return map;
    }
}
