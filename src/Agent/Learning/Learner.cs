using System.Collections.Concurrent;
using System.Diagnostics;
using Agent.Options;
using Agent.Pipeline;
using Agent.Telemetry;
using Agent.Tracking;
using Inference;
using Inference.Format;
using Optimizers.Learning.Guarding;
using Optimizers.Learning.Memory;
using Optimizers.Learning.Patches;
using Optimizers.Learning.Rounds;

namespace Agent.Learning;

/// <summary>
/// The hosted learner: one thread of low priority that takes labels, runs the chain within its budget, asks the guard and swaps the network. Everything else asks
/// it by a queue; the frame path never waits for it.
/// </summary>
internal sealed class Learner : ILearner, IDisposable
{
    /// <summary>Work between two looks at the queue, so that a label is answered at once and a quiet place that wakes is left alone.</summary>
    private const double SliceSeconds = 0.005;

    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(0.5);
    private readonly PlaceLearner _place;
    private readonly CropRing _crops;
    private readonly WatchSession _session;
    private readonly LearningOptions _options;
    private readonly LearnReports _reports;
    private readonly Boot _boot;
    private readonly IReadOnlyList<string> _classes;
    private readonly Network _shipped;
    private readonly TimeProvider _time;
    private readonly CoreBudget _budget;
    private readonly ConcurrentQueue<Action> _asked = new();
    private readonly AutoResetEvent _wake = new(false);
    private readonly byte[] _crop;
    private readonly Thread _thread;
    private volatile bool _isStopping;
    private bool _isDisposed;
    private long _slice = 200;

    /// <summary>Opens the folder and lets the network that served last serve.</summary>
    /// <param name="options">Of learning.</param>
    /// <param name="folder">For this process alone.</param>
    /// <param name="shipped">The shipped network.</param>
    /// <param name="session">What is watched, and where networks are swapped.</param>
    /// <param name="reports">Where it is told.</param>
    /// <param name="boot">Names events.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="ArgumentException">A stage that cannot be trained.</exception>
    /// <exception cref="IOException">The folder cannot be used.</exception>
    public Learner(LearningOptions options, string folder, Network shipped, WatchSession session, LearnReports reports, Boot boot, TimeProvider time)
    {
        (_options, _shipped, _session, _reports, _boot, _time) = (options, shipped, session, reports, boot, time);
        (_classes, _crop) = (shipped.Classes, new byte[shipped.Input.Length]);
        _budget = new CoreBudget(options.CoreShare, options.CoreSecondsPerHour);
        LearnerPlan plan = new()
        {
            Stage = options.Stage ?? 0,
            LabelsPerRound = options.LabelsPerRound,
            Chain = new LearnerPlan().Chain with { Steps = options.Steps },
        };
        // First: only one process can have it open, and so the folder.
        _crops = new CropRing(Path.Combine(folder, "crops"), shipped.Input.Width, shipped.Input.Height);
        _place = PlaceLearner.Open(folder, shipped, plan, () => Anchors.Of(shipped));
        if (!_place.IsShipped)
            session.Swap(new Network(_place.Serving));
        _thread = new Thread(Work) { Name = "learner", IsBackground = true };
    }

    /// <summary>Begins.</summary>
    public void Start()
    {
        SayServing();
        _thread.Start();
    }

    /// <summary>Keeps the crop of an event, so that a label may be given for it; from the reporter's thread.</summary>
    public void Keep(string eventId, in TrackEvent news, BestView view)
    {
        if (view.Network.Length == _crop.Length)
            _crops.Put(eventId, view.Network);
        if (!_options.LabelsFromSimulator || news.Kind != TrackEventKind.New || _session.Truth is not { } truth || !truth.Knows(news.FrameSequence))
            return;
        string label = truth.At(news.FrameSequence, news.Box)?.Class.ToString().ToLowerInvariant() ?? NetworkClassifier.Nothing;
        _ = Label(new LabelRequest(eventId, label, LabelSource.Simulator));
    }

    /// <summary>An alarm about a network: if it is one that was learnt, the one before will serve again.</summary>
    /// <param name="networkHash">Of the network.</param>
    /// <returns>Whether it will.</returns>
    public bool Alarmed(string networkHash)
    {
        if (networkHash == _shipped.Hash)
            return false;
        Ask(() =>
        {
            if (_session.Network.Hash == networkHash && Return())
                _reports.Say("learning: an alarm; the weights that served before serve again");
        });
        return true;
    }

    /// <inheritdoc/>
    public Task<LabelAnswer> Label(LabelRequest request) => Ask(() => Accept(request));

    /// <inheritdoc/>
    /// <remarks>Whether its signature is by a trusted key is the desk's matter.</remarks>
    public Task<CommandAnswer> ApplyPatch(byte[] patch) => Ask(() => Apply(patch));

    /// <inheritdoc/>
    public Task<CommandAnswer> Revert() => Ask(() =>
        Return() ? Done("") : new CommandAnswer(false, "found the shipped network serving, expected one that was made of it", _session.Network.Hash));

    /// <summary>Writes the chain down and ends.</summary>
    public void Dispose()
    {
        if (_isDisposed)
            return;
        _isDisposed = true;
        _isStopping = true;
        _wake.Set();
        // Alive from Start on.
        if (_thread.IsAlive)
            _thread.Join();
        // Who asked late is answered, too.
        while (_asked.TryDequeue(out Action? work))
            work();
        _crops.Dispose();
        _wake.Dispose();
    }

    private void Work()
    {
        ThreadCost.GiveWay();
        double pause = 0;
        while (true)
        {
            try
            {
                while (_asked.TryDequeue(out Action? work))
                    work();
                Learn();
                if (_isStopping)
                {
                    _place.Save();
                    return;
                }

                pause = Slice();
            }
            catch (IOException fault)
            {
                // A full or failing disk: labels are refused with the reason, the chain waits, the lookout goes on.
                _reports.Say($"learning: {fault.Message}; tried again");
                pause = 60;
            }

            _reports.Tick(_place, ThreadCost.Seconds, MayRun());
            _wake.WaitOne(pause <= 0 ? TimeSpan.Zero : TimeSpan.FromSeconds(pause));
        }
    }

    /// <summary>Takes some steps.</summary>
    /// <returns>Seconds to pause.</returns>
    private double Slice()
    {
        if (!MayRun())
            return Idle.TotalSeconds;
        double before = ThreadCost.Seconds;
        long steps = _slice;
        GuardDecision? decision = _place.Run(steps);
        double cost = ThreadCost.Seconds - before;
        foreach (string notice in _place.TakeNotices())
            _reports.Say($"learning: {notice}");
        if (decision is not null)
        {
            if (decision.IsAccepted)
                Serve();
            _reports.Say($"learning: {decision.Text}");
            _reports.Send(_place, ThreadCost.Seconds, mayRun: true);
        }
        else if (_place.Status.Waiting is not null)
        {
            return Idle.TotalSeconds;
        }
        else
        {
            _slice = Math.Clamp((long)(steps * SliceSeconds / Math.Max(cost, SliceSeconds / 10)), 1, 100_000);
        }

        return _budget.Spend(cost, Stopwatch.GetTimestamp() / (double)Stopwatch.Frequency);
    }

    private bool MayRun() => !_options.QuietOnly || _session.Loop.IsQuiet;

    private LabelAnswer Accept(LabelRequest request)
    {
        LabelAnswer Refused(string reason) => new(false, reason, Samples());
        int label = _classes.ToList().IndexOf(request.Label);
        if (label < 0)
            return Refused($"label: found \"{request.Label}\", expected one of {string.Join(", ", _classes)}");
        if (request.Source == LabelSource.OtherBoard && Weaker(request) is { } weaker)
            return Refused(weaker);
        if (!_crops.TryFind(request.EventId, _crop))
            return Refused($"event_id: found no picture of \"{request.EventId}\", expected one of the latest {CropRing.Events} events of this board");
        return Insert(label, request.Source, request.EventId);
    }

    private LabelAnswer Insert(int label, LabelSource source, string eventId)
    {
        try
        {
            InsertAnswer answer = _place.Add(_crop, (byte)label, source, eventId, _time.GetUtcNow().ToUnixTimeSeconds());
            return answer == InsertAnswer.HeldByOperator
                ? new LabelAnswer(false, $"event {eventId}: found a label by an operator, which only an operator changes", Samples())
                : new LabelAnswer(true, "", Samples());
        }
        catch (Exception fault) when (fault is IOException or ArgumentException)
        {
            return new LabelAnswer(false, fault.Message, Samples());
        }
    }

    /// <summary>Why another board may not teach this one; null: it may.</summary>
    private string? Weaker(LabelRequest request)
    {
        if (request.Risk is not { } risk || request.Failure is not { } failure)
            return "risk, failure: found none, expected those of the teacher's certificate";
        foreach (StageDefinition stage in _shipped.Definition.Stages)
        {
            if (stage.Exit.Certificate is { } own && (risk >= own.Risk || failure > own.FailurePpm / 1e6))
                return FormattableString.Invariant($"risk, failure: found {risk} and {failure}, expected below {own.Risk} and at most {own.FailurePpm / 1e6}, which this board's own exits promise");
        }

        return null;
    }

    /// <summary>Takes what later exits taught.</summary>
    private void Learn()
    {
        while (_session.Teacher is { } teacher && teacher.TryTake(out TeacherRing.Lesson lesson, _crop))
            _ = Insert(lesson.Class, lesson.Source, _boot.EventId(lesson.Track));
    }

    private CommandAnswer Apply(byte[] bytes)
    {
        CommandAnswer Refused(string reason) => new(false, reason, _session.Network.Hash);
        try
        {
            _place.Apply(Patch.Read(bytes));
            Serve();
            return Done("a patch from elsewhere serves");
        }
        catch (Exception fault) when (fault is PatchException or IOException)
        {
            return Refused(fault.Message);
        }
    }

    private bool Return()
    {
        if (!_place.Back())
            return false;
        Serve();
        return true;
    }

    private CommandAnswer Done(string said)
    {
        if (said.Length > 0)
            _reports.Say(said);
        return new CommandAnswer(true, "", _session.Network.Hash);
    }

    private void Serve()
    {
        _session.Swap(new Network(_place.Serving));
        SayServing();
    }

    private void SayServing() => _reports.Serving(_session.Network, _place.Adaptation);

    private int Samples() => _place.Memory.Samples(MemoryPart.Chain).Count + _place.Memory.Samples(MemoryPart.Guard).Count;

    private void Ask(Action work)
    {
        _asked.Enqueue(work);
        _wake.Set();
    }

    private Task<T> Ask<T>(Func<T> work)
    {
        TaskCompletionSource<T> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Ask(() =>
        {
            try
            {
                answer.SetResult(work());
            }
            catch (Exception fault)
            {
                // Said by whoever waits: a request must not end the learner.
                answer.SetException(fault);
            }
        });
        return answer.Task;
    }
}
