using Optimizers.Chains.Laws;
using Optimizers.Chains.Priors;
using Optimizers.Chains.Stages;

namespace Optimizers.Chains;

/// <summary>
/// A Markov chain over the weights of a risk whose target is <c>π(w)·exp(−λ·R_n(w))</c>, exactly: Metropolis–Hastings (Hastings 1970) that visits a unit,
/// moves it some times, and goes on to another. What is visited and which law is drawn depends on the random numbers alone, never on the weights.
/// </summary>
/// <remarks>One thread. A step allocates nothing. The same seed, chain and risk give the same weights on every machine.</remarks>
public sealed class Chain
{
    private readonly IRisk _risk;
    private readonly IPrior[] _priors;
    private readonly Acceptance _acceptance;
    private readonly BatchAcceptance? _batches;
    private readonly Move _move;
    private readonly Shares _blockShares;
    private readonly Shares[] _lawShares;
    private readonly SampleRing _samples;

    /// <summary>Begins a chain at the weights of a risk.</summary>
    /// <param name="risk">Moved by this chain alone from now on.</param>
    /// <param name="plan">What to do.</param>
    /// <param name="seed">Of the random numbers.</param>
    /// <param name="chain">Chains of one seed and different numbers are independent.</param>
    /// <exception cref="ArgumentException">The plan does not fit the risk.</exception>
    public Chain(IRisk risk, ChainPlan plan, ulong seed, uint chain)
    {
        ChainRules.Check(risk, plan);
        (_risk, Plan, Seed, Number) = (risk, plan, seed, chain);
        _acceptance = new Acceptance(risk, plan.DelaysAcceptance);
        _batches = plan.Batches > 0 ? new BatchAcceptance((ISampleRisk)risk, plan.Batches) : null;
        _move = new Move(plan.Blocks.Max(block => block.Movable));
        _priors = [.. plan.Blocks.Select(block => block.Prior)];
        States = [.. plan.Blocks.Select(block => block.Laws.Select(law => new LawState(law)).ToArray())];
        _lawShares = [.. plan.Blocks.Select(block => new Shares([.. block.Laws.Select(law => law.Share)]))];
        _blockShares = new Shares([.. plan.Blocks.Select(block => block.Share)]);
        _samples = new SampleRing(risk.StateBytes, plan.Keep);
        Units = new UnitSet(UnitJump.UnitsOf(risk));
        if (plan.Units is { } units)
        {
            Jumps = new UnitJump((IStageRisk)risk, units, Units);
            _priors[^1] = Jumps.Living(_priors[^1]);
        }
    }

    /// <summary>What the chain does.</summary>
    public ChainPlan Plan { get; }

    /// <summary>Of the random numbers.</summary>
    public ulong Seed { get; }

    /// <summary>Which of the seed's chains.</summary>
    public uint Number { get; }

    /// <summary>Steps done.</summary>
    public long Steps { get; internal set; }

    /// <summary>λ of the next step, per 1.0 of loss.</summary>
    public double Lambda => Plan.Schedule.At(Steps);

    /// <summary>R_n at the weights as they are, in 1/65536.</summary>
    public long Risk
    {
        get
        {
            long sum = 0;
            for (int part = 0; part < _risk.Parts; part++)
                sum += _risk.RiskOf(part);
            return sum;
        }
    }

    /// <summary>Which units of the last layer are on: of a stage; other risks have none that could be off.</summary>
    public UnitSet Units { get; }

    /// <summary>Samples that are held: <see cref="ChainPlan.Keep"/>, or fewer as long as fewer were drawn.</summary>
    public int SampleCount => _samples.Count;

    /// <summary>Jumps of units that were tried.</summary>
    public long JumpsProposed => Jumps?.Proposed ?? 0;

    /// <summary>Those that turned a unit on or off.</summary>
    public long JumpsAccepted => Jumps?.Accepted ?? 0;

    /// <summary>Samples that minibatches have looked at since this object was made; 0 without them.</summary>
    public long Looked => _batches?.Looked ?? 0;

    internal UnitJump? Jumps { get; }

    internal LawState[][] States { get; }

    internal SampleRing Samples => _samples;

    internal IRisk RiskObject => _risk;

    /// <summary>The block that is visited.</summary>
    internal int Block { get; set; }

    /// <summary>The unit that is visited.</summary>
    internal int Unit { get; set; }

    /// <summary>Moves that are left of the visit; 0: the next step begins one.</summary>
    internal int MovesLeft { get; set; }

    /// <summary>The weights of a sample that was kept, 0 the oldest, as <see cref="IRisk.CopyState"/> packs them; written over when the ring comes round to it.</summary>
    public ReadOnlySpan<byte> SampleState(int index) => _samples[index];

    /// <summary>The size that a law of a block works with.</summary>
    public int Size(int block, int law) => States[block][law].Size;

    /// <summary>Steps that drew a law of a block.</summary>
    public long Proposed(int block, int law) => States[block][law].Proposed;

    /// <summary>Those of them that changed weights.</summary>
    public long Accepted(int block, int law) => States[block][law].Accepted;

    /// <summary>Does a step.</summary>
    public StepInfo Step()
    {
        RandomStream random = new(Seed, Number, (ulong)Steps);
        StepInfo info = MovesLeft == 0 && BeginsJump(ref random) ? Jump(ref random) : MoveUnit(ref random);
        Steps++;
        long since = Steps - Math.Max(Plan.BurnIn, Plan.Schedule.Steps);
        if (since > 0 && since % Plan.KeepEvery == 0)
            _samples.Keep(_risk);
        return info;
    }

    /// <summary>Writes the chain down.</summary>
    public void Save(Stream stream) => ChainCheckpoint.Write(stream, this);

    /// <summary>Goes on where a chain of the same plan, seed, number and memory was saved: bit for bit as if it had never stopped.</summary>
    /// <exception cref="InvalidDataException">The file is damaged, or of another chain; this one is as it was.</exception>
    public void Load(Stream stream) => ChainCheckpoint.Read(stream, this);

    private bool BeginsJump(ref RandomStream random) => Jumps is not null && random.NextDouble() < Plan.Units!.Share;

    private StepInfo Jump(ref RandomStream random)
    {
        bool isTaken = Jumps!.Run(ref random, out int unit);
        return new StepInfo(Jumps.Block, unit, -1, 1, isTaken, 0);
    }

    private StepInfo MoveUnit(ref RandomStream random)
    {
        if (MovesLeft == 0)
            Visit(ref random);
        MovesLeft--;
        BlockPlan plan = Plan.Blocks[Block];
        int law = _lawShares[Block].Draw(ref random);
        LawState state = States[Block][law];
        int size = state.Size;
        _move.Begin(Block, Unit);
        bool isTaken = plan.Laws[law].Law is IFieldLaw field
            ? field.Run(ref random, new FieldVisit(_risk, _priors[Block], Lambda, plan.Movable, _move, Block, Unit), size, out long change)
            : Propose(ref random, (ILaw)plan.Laws[law].Law, plan, size, out change);
        state.Count(isTaken, Steps < Plan.BurnIn);
        return new StepInfo(Block, Unit, law, size, isTaken, change);
    }

    private bool Propose(ref RandomStream random, ILaw law, BlockPlan plan, int size, out long change)
    {
        change = 0;
        double bound = random.NextLog();
        ReadOnlySpan<short> row = _risk.Row[..plan.Movable];
        if (!law.Propose(ref random, row, size, _move, out double logRatio))
            return false;
        bound += _priors[Block].LogRatio(row, _move) + logRatio;
        bool isTaken = _batches is null
            ? _acceptance.Passes(ref random, _move, Lambda, bound, out change)
            : _batches.Passes(ref random, _move, Lambda, bound, out change);
        if (!isTaken)
            return false;
        _risk.Commit();
        return true;
    }

    private void Visit(ref RandomStream random)
    {
        Block = _blockShares.Draw(ref random);
        Unit = random.Next(_risk.Units(Block));
        MovesLeft = Plan.Blocks[Block].MovesPerVisit;
        _risk.Visit(Block, Unit);
    }
}
