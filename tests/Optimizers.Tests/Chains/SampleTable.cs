using Inference;
using Optimizers.Chains;
using Optimizers.Chains.Stages;

namespace Optimizers.Tests.Chains;

/// <summary>An enumerated risk that knows the loss of each sample too.</summary>
internal sealed class SampleTable : ISampleRisk
{
    private readonly EnumeratedRisk _risk;
    private readonly TinyStage _stage;
    private readonly int[] _losses;
    private SplitMix _naive = new(1);

    public SampleTable(TinyStage stage, StateSpace space)
    {
        (_stage, _risk) = (stage, new EnumeratedRisk(stage, space));
        PlainStage plain = stage.Plain();
        _losses = new int[space.Count * stage.Labels.Length];
        for (int i = 0; i < _losses.Length; i++)
        {
            int sample = i % stage.Labels.Length;
            _losses[i] = Losses.Of(stage.Loss, plain.Logits(space.Weights(i / stage.Labels.Length), sample), stage.Labels[sample], stage.Start.Shape.LogitScale);
        }
    }

    public EnumeratedRisk Risk => _risk;

    /// <summary>How many random samples stand for all, scaled, as in the minibatches of others; 0: none do.</summary>
    public int Naive { get; set; }

    public string Description => ((IRisk)_risk).Description;

    public int Blocks => ((IRisk)_risk).Blocks;

    public ReadOnlySpan<short> Row => _risk.Row;

    public int StateBytes => ((IRisk)_risk).StateBytes;

    public int Samples => _risk.Samples;

    public int Parts => _risk.Parts;

    public int Units(int block) => ((IRisk)_risk).Units(block);

    public int RowLength(int block) => ((IRisk)_risk).RowLength(block);

    public int SamplesOf(int part) => _risk.SamplesOf(part);

    public long RiskOf(int part) => _risk.RiskOf(part);

    public void Visit(int block, int unit) => _risk.Visit(block, unit);

    public long Evaluate(Move move, int part, long limit)
    {
        if (Naive == 0)
            return _risk.Evaluate(move, part, limit);
        _risk.Evaluate(move, part, long.MaxValue);
        long sum = 0;
        for (int i = 0; i < Naive; i++)
            sum += ChangeOf(move, _naive.Next(Samples));
        return sum * Samples / Naive;
    }

    public void Commit() => _risk.Commit();

    public void CopyState(Span<byte> state) => ((IRisk)_risk).CopyState(state);

    public void SetState(ReadOnlySpan<byte> state) => ((IRisk)_risk).SetState(state);

    public int ChangeOf(Move move, int sample) =>
        _losses[(_risk.StateAfter(move) * Samples) + sample] - _losses[(_risk.State * Samples) + sample];

    public int BoundOf(Move move) => LossBound.Of(_stage.Loss, _risk.Weights, move);
}
