using Optimizers.Chains.Laws;
using Optimizers.Chains.Stages;

namespace Optimizers.Chains.Towers;

/// <summary>
/// A Markov chain over towers of any number of layers: reversible jump (Green 1995) whose births and deaths are of sleeping layers, so that they never
/// change an answer, and whose other moves are Metropolis–Hastings. What is tried depends on the random numbers alone; where a try is not possible the
/// chain stays.
/// </summary>
/// <remarks>One thread. A step allocates nothing. The same seed, chain and risk give the same towers on every machine.</remarks>
public sealed class TowerChain
{
    private readonly TowerOdds _odds;
    private readonly Move _places;
    private readonly ulong[] _flips;
    private readonly ulong[] _signs;
    private readonly double _logWaking;

    /// <summary>Begins a chain at the tower of a risk.</summary>
    /// <param name="risk">Moved by this chain alone from now on.</param>
    /// <param name="plan">What to do.</param>
    /// <param name="seed">Of the random numbers.</param>
    /// <param name="chain">Chains of one seed and different numbers are independent.</param>
    /// <exception cref="ArgumentException">The plan contradicts itself.</exception>
    public TowerChain(TowerRisk risk, TowerPlan plan, ulong seed, uint chain)
        : this(risk, plan, seed, chain, new TowerOdds())
    {
    }

    internal TowerChain(TowerRisk risk, TowerPlan plan, ulong seed, uint chain, TowerOdds odds)
    {
        ArgumentNullException.ThrowIfNull(risk);
        ArgumentNullException.ThrowIfNull(plan);
        plan.Check();
        (Risk, Plan, Seed, Number, _odds) = (risk, plan, seed, chain, odds);
        TowerShape shape = risk.Tower.Shape;
        _places = new Move(Math.Min(plan.MostFlips, shape.Width));
        _flips = new ulong[shape.Words];
        _signs = new ulong[shape.LayerWords];
        _logWaking = ExactMath.Log((1 - plan.Asleep) / (shape.MostGate * plan.Asleep));
    }

    /// <summary>What the chain does.</summary>
    public TowerPlan Plan { get; }

    /// <summary>Of the random numbers.</summary>
    public ulong Seed { get; }

    /// <summary>Which of the seed's chains.</summary>
    public uint Number { get; }

    /// <summary>Steps done.</summary>
    public long Steps { get; internal set; }

    /// <summary>λ of the next step, per 1.0 of loss.</summary>
    public double Lambda => Plan.Schedule.At(Steps);

    /// <summary>The risk and its tower.</summary>
    public TowerRisk Risk { get; }

    /// <summary>The tower as it is.</summary>
    public Tower Tower => Risk.Tower;

    /// <summary>Does a step.</summary>
    public TowerStep Step()
    {
        RandomStream random = new(Seed, Number, (ulong)Steps);
        TowerMove move = Plan.Draw(ref random);
        double bound = random.NextLog();
        TowerStep step = move switch
        {
            TowerMove.Birth => Bear(ref random, bound),
            TowerMove.Death => Bury(ref random, bound),
            TowerMove.Gate => MoveGate(ref random, bound),
            TowerMove.Signs => MoveSigns(ref random, bound),
            _ => MoveExit(ref random, bound),
        };
        Steps++;
        return step;
    }

    /// <summary>Writes the chain down.</summary>
    public void Save(Stream stream) => TowerCheckpoint.Write(stream, this);

    /// <summary>Goes on where a chain of the same shape, plan, seed, number and memory was saved, bit for bit as if it had never stopped.</summary>
    /// <exception cref="InvalidDataException">The file is damaged, or of another chain; this one is as it was.</exception>
    public void Load(Stream stream) => TowerCheckpoint.Read(stream, this);

    private TowerStep Bear(ref RandomStream random, double bound)
    {
        int layers = Tower.Layers, place = random.Next(layers + 1);
        if (layers == Tower.Shape.MostLayers || LogBirth(layers, Tower.Sleepers) < -bound)
            return new TowerStep(TowerMove.Birth, place, 1, false, 0);
        int left = Tower.Shape.Width % 64;
        ulong last = left == 0 ? ulong.MaxValue : (1UL << left) - 1;
        for (int i = 0; i < _signs.Length; i++)
        {
            ulong high = random.NextBits(), low = random.NextBits();
            _signs[i] = ((high << 32) | low) & ((i + 1) % Tower.Shape.Words == 0 ? last : ulong.MaxValue);
        }

        Risk.Insert(place, _signs);
        return new TowerStep(TowerMove.Birth, place, 1, true, 0);
    }

    private TowerStep Bury(ref RandomStream random, double bound)
    {
        int sleepers = Tower.Sleepers;
        if (sleepers == 0)
            return new TowerStep(TowerMove.Death, -1, 1, false, 0);
        int left = random.Next(sleepers), place = 0;
        while (Tower[place].Gate != 0 || left-- > 0)
            place++;
        bool dies = -LogBirth(Tower.Layers - 1, sleepers - 1) >= -bound;
        if (dies)
            Risk.Remove(place);
        return new TowerStep(TowerMove.Death, place, 1, dies, 0);
    }

    /// <summary>Log of a birth's acceptance ratio; R_n has no part in it.</summary>
    private double LogBirth(int layers, int sleepers) =>
        Plan.Layers.LogGrowth(layers) + ExactMath.Log(Plan.Asleep)
        + _odds.LogBirth(layers, sleepers, Plan.Shares[(int)TowerMove.Birth], Plan.Shares[(int)TowerMove.Death]);

    private TowerStep MoveGate(ref RandomStream random, double bound)
    {
        if (Tower.Layers == 0)
            return new TowerStep(TowerMove.Gate, -1, 1, false, 0);
        int layer = random.Next(Tower.Layers), gate = Tower[layer].Gate;
        int next = gate + (2 * random.Next(2)) - 1;
        if (next < 0 || next > Tower.Shape.MostGate)
            return new TowerStep(TowerMove.Gate, layer, 1, false, 0);
        double logPrior = gate == 0 ? _logWaking : next == 0 ? -_logWaking : 0;
        long limit = Limit(bound + logPrior);
        return Decide(TowerMove.Gate, layer, 1, Risk.EvaluateGate(layer, next, limit), limit);
    }

    private TowerStep MoveSigns(ref RandomStream random, double bound)
    {
        if (Tower.Layers == 0)
            return new TowerStep(TowerMove.Signs, -1, 1, false, 0);
        int layer = random.Next(Tower.Layers), channel = random.Next(Tower.Shape.Width), size = DrawFlips(ref random);
        long limit = Limit(bound);
        return Decide(TowerMove.Signs, layer, size, Risk.EvaluateRow(layer, channel, _flips, limit), limit);
    }

    private TowerStep MoveExit(ref RandomStream random, double bound)
    {
        int k = random.Next(Tower.Shape.Classes), size = DrawFlips(ref random);
        long limit = Limit(bound);
        return Decide(TowerMove.Exit, -1, size, Risk.EvaluateExit(k, _flips, limit), limit);
    }

    private TowerStep Decide(TowerMove move, int layer, int size, long change, long limit)
    {
        if (change > limit)
            return new TowerStep(move, layer, size, false, 0);
        Risk.Commit();
        return new TowerStep(move, layer, size, true, change);
    }

    /// <summary>The largest change that is accepted: <c>−λ·ΔR/65536 + log ratio ≥ log u</c>, so <c>ΔR ≤ 65536·(log ratio − log u)/λ</c>.</summary>
    private long Limit(double bound)
    {
        if (Lambda == 0)
            return bound >= 0 ? long.MaxValue : long.MinValue;
        return (long)Math.Clamp(Math.Floor(bound * Losses.One / Lambda), -1e15, 1e15);
    }

    private int DrawFlips(ref RandomStream random)
    {
        int width = Tower.Shape.Width, size = 1 + random.Next(_places.Capacity);
        _places.Begin(0, 0);
        Array.Clear(_flips);
        for (int last = width - size; last < width; last++)
        {
            int place = Subset.Next(ref random, last, _places);
            _places.Add(place, 0);
            _flips[place >> 6] |= 1UL << place;
        }

        return size;
    }
}
