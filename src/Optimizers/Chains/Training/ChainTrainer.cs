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
    private readonly Recipe _recipe;
    private readonly ChainRecipe _plan;
    private readonly ChainRecipe[] _plans;
    private readonly IReadOnlyList<StageShape> _shapes;
    private readonly IReadOnlyList<Phase> _phases;
    private readonly TrainingMemory _memory;
    private readonly ulong _seed;
    private readonly Chain[] _chains;
    private readonly ChainRecord[] _records;
    private readonly int[] _firstBlock;
    private readonly List<LawCount> _counts = [];
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
            ChainRecipeRules.Check(_plans[stage], _shapes[stage], stage == _shapes.Count - 1);
        }

        _seed = seed;
        _memory = new TrainingMemory(recipe, set, seed);
        _phases = Phase.Of(_plan, _plans, set.Count);
        Networks = MakeNetworks();
        _chains = new Chain[_plan.Chains];
        _firstBlock = [.. _shapes.Select((_, stage) => _shapes.Take(stage).Sum(shape => shape.Blocks))];
        _records = [.. Enumerable.Range(1, _plan.Chains).Select(chain => new ChainRecord($"chain {chain}", _shapes.Sum(shape => shape.Blocks)))];
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

    /// <summary>What the laws of all chains did since this object was made, or since the phase began in which it was loaded.</summary>
    public IReadOnlyList<LawCount> LawCounts
    {
        get
        {
            List<LawCount> counts = [.. _counts];
            for (int chain = 0; chain < _chains.Length && !IsDone; chain++)
                LawCount.Add(counts, _chains[chain], _firstBlock[Stage - 1]);
            return counts;
        }
    }

    internal int PhaseNumber { get; private set; }

    internal ChainNetwork[] Networks { get; private set; }

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
    public NetworkDefinition Export(int chain = 0)
    {
        StageWeights[] stages = [.. Networks[chain].Weights];
        if (!IsDone)
            stages[_phases[PhaseNumber].Stage] = _chains[chain].Weights;
        return Network(stages);
    }

    /// <summary>The networks of the samples that were kept of the last stage, chain after chain: the same stages before, another last one.</summary>
    public IEnumerable<NetworkDefinition> ExportSamples() =>
        Networks.SelectMany(network => network.Kept.Select(sample => Network([.. network.Weights[..^1], sample])));

    /// <summary>Writes all that a resumed run needs.</summary>
    public void Save(Stream stream, string fingerprint) => TrainerCheckpoint.Write(stream, this, fingerprint);

    /// <summary>Takes up a saved run.</summary>
    /// <exception cref="InvalidDataException">Not a checkpoint, or one of another recipe, seed or set of samples; nothing has changed then.</exception>
    public void Load(Stream stream, string fingerprint) => TrainerCheckpoint.Read(stream, this, fingerprint);

    /// <summary>Networks as they are before the first step.</summary>
    internal ChainNetwork[] MakeNetworks() => [.. Enumerable.Range(0, _plan.Chains).Select(chain => new ChainNetwork(_shapes, _plans, _seed, chain))];

    /// <summary>Begins a phase with the networks that the phases before left.</summary>
    internal void GoTo(int phase, ChainNetwork[] networks)
    {
        Networks = networks;
        PhaseNumber = phase;
        _before = _phases.Take(phase).Sum(before => before.Steps);
        if (!IsDone)
            Begin();
    }

    /// <summary>The share of the samples that the present phase is over.</summary>
    private double Weight => _phases[Math.Min(PhaseNumber, _phases.Count - 1)].Samples / (double)_memory.Count;

    private void Begin()
    {
        Phase phase = _phases[PhaseNumber];
        ChainRecipe recipe = _plans[phase.Stage];
        for (int chain = 0; chain < _chains.Length; chain++)
        {
            StageWeights[] weights = Networks[chain].Weights;
            StagePlan plan = new(
                weights[phase.Stage], _memory.Inputs(weights.AsSpan(0, phase.Stage), phase.Samples), _memory.Labels(phase.Samples),
                ChainRecipeRules.Loss(recipe.Loss)!.Value, StagePlans.First(recipe, phase.Samples));
            _chains[chain] = Networks[chain].Begin(StageRisk.Of(plan), phase, _plan.Keep, _seed, (uint)((chain * _phases.Count) + PhaseNumber));
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
            Networks[chain].End(_chains[chain], phase);
            LawCount.Add(_counts, _chains[chain], _firstBlock[phase.Stage]);
        }
    }

    private NetworkDefinition Network(StageWeights[] stages) =>
        SignExport.Network(_recipe, _plans[^1].Units is null ? stages : [.. stages[..^1], SilentUnits.Drop(stages[^1])]);

    private static string BlockName(StageShape shape, int block) =>
        block == shape.Layers.Count ? "exit" : shape.Layers.Count == 1 ? "layer" : $"layer {block + 1}";
}
