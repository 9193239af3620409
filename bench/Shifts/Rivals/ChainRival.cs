using Agent.Training;
using Benchmarks.Racing;
using Inference;
using Optimizers.Learning.Guarding;
using Optimizers.Learning.Tuning;

namespace Benchmarks.Shifts.Rivals;

/// <summary>
/// The product's chain: its last state, and the average of the draws it kept. Guarded, a third of the labels is the guard's, as in <c>vigie tune --anchors</c>, and
/// what was refused does not serve.
/// </summary>
/// <param name="plan">The chain; its seed is given by <see cref="Learn"/>.</param>
/// <param name="seconds">Of one core, after which the chain goes no further.</param>
/// <param name="learnt">Anchors that the chain learns from too; the others are the guard's.</param>
/// <param name="balance">How much all labels count beside all learnt anchors.</param>
/// <param name="isGuarded">Whether a guard decides.</param>
/// <param name="margin">Share of accuracy on anchors that the guard lets go.</param>
internal sealed class ChainRival(TunerPlan plan, double seconds, int learnt, double balance, bool isGuarded, double margin) : IRival
{
    /// <inheritdoc/>
    public IEnumerable<Learnt> Learn(Shift shift, IReadOnlyList<LabelledImage> labels, ulong seed)
    {
        (TuneRun run, StageTuner tuner, double took) = Chain(shift, labels, seed);
        Network last = new(tuner.IsDone ? tuner.ExportSmall() : tuner.Export());
        if (isGuarded)
        {
            GuardDecision decision = run.Judge(last, margin);
            return [new Learnt("chain, guarded", [decision.IsAccepted ? last : shift.Before], took, decision)];
        }

        Network[] draws = [.. Enumerable.Range(0, tuner.Draws).Select(draw => new Network(tuner.Export(draw)))];
        return [new Learnt("chain, last sample", [last], took), new Learnt("chain, posterior average", draws.Length > 0 ? draws : [last], took)];
    }

    /// <summary>What the chain ends in and what the guard says of it, whether or not it would serve.</summary>
    public Learnt Candidate(Shift shift, IReadOnlyList<LabelledImage> labels, ulong seed)
    {
        (TuneRun run, StageTuner tuner, double took) = Chain(shift, labels, seed);
        Network last = new(tuner.IsDone ? tuner.ExportSmall() : tuner.Export());
        return new Learnt("chain", [last], took, run.Judge(last, margin));
    }

    private (TuneRun Run, StageTuner Tuner, double Seconds) Chain(Shift shift, IReadOnlyList<LabelledImage> labels, ulong seed)
    {
        long begun = ThreadClock.Now();
        SplitSamples samples = SplitSamples.Of(labels, isGuarded ? 3 : 0, 1, shift.Name);
        SplitSamples anchors = new([.. shift.Anchors.Take(learnt)], [.. shift.Anchors.Skip(learnt)]);
        TuneRun run = new(StageEnd.Of(shift.Before, shift.Stage), samples, anchors);
        StageTuner tuner = run.Begin(plan with { Balance = balance, Seed = seed });
        double Took() => (ThreadClock.Now() - begun) / 1e9;
        while (!tuner.IsDone && Took() < seconds)
            tuner.Run(1000);
        return (run, tuner, Took());
    }
}
