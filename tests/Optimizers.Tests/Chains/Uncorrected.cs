using Optimizers.Chains;
using Optimizers.Chains.Laws;
using Optimizers.Chains.Priors;
using Optimizers.Chains.Stages;

namespace Optimizers.Tests.Chains;

/// <summary>A law whose q-ratio is left out: what the enumeration tests must notice.</summary>
internal sealed class Uncorrected(ILaw law) : ILaw
{
    public string Name => law.Name;

    public bool Propose(ref RandomStream random, ReadOnlySpan<short> row, int size, Move move, out double logRatio)
    {
        bool isProposed = law.Propose(ref random, row, size, move, out logRatio);
        logRatio = 0;
        return isProposed;
    }
}

/// <summary>A prior whose finite ratios are left out.</summary>
internal sealed class Unweighted(IPrior prior) : IPrior
{
    public double LogRatio(ReadOnlySpan<short> row, Move move) => double.IsFinite(prior.LogRatio(row, move)) ? 0 : double.NegativeInfinity;
}

/// <summary>A locally balanced draw that is always accepted.</summary>
internal sealed class UncorrectedInformed(int most, Balance balance) : IFieldLaw
{
    private readonly FlipWeights _weights = new(most);

    public string Name => "uncorrected";

    public bool Run(ref RandomStream random, in FieldVisit visit, int size, out long change)
    {
        _weights.Fill(visit, balance);
        int index = _weights.Draw(random.NextDouble());
        visit.Flip(index);
        change = _weights.Change(index);
        return true;
    }
}

/// <summary>The first of two parts taken for all: delayed acceptance without its second stage.</summary>
internal sealed class FirstPart(IRisk risk) : IRisk
{
    public string Description => risk.Description;

    public int Blocks => risk.Blocks;

    public int Samples => risk.SamplesOf(0);

    public int Parts => 1;

    public ReadOnlySpan<short> Row => risk.Row;

    public int StateBytes => risk.StateBytes;

    public int Units(int block) => risk.Units(block);

    public int RowLength(int block) => risk.RowLength(block);

    public int SamplesOf(int part) => risk.SamplesOf(0);

    public long RiskOf(int part) => risk.RiskOf(0);

    public void Visit(int block, int unit) => risk.Visit(block, unit);

    public long Evaluate(Move move, int part, long limit)
    {
        long change = risk.Evaluate(move, 0, limit);
        risk.Evaluate(move, 1, long.MaxValue);
        return change;
    }

    public void Commit() => risk.Commit();

    public void CopyState(Span<byte> state) => risk.CopyState(state);

    public void SetState(ReadOnlySpan<byte> state) => risk.SetState(state);
}
