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
using Optimizers.Learning.Tuning;

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
    private static readonly TimeSpan FaultPause = TimeSpan.FromSeconds(60);
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
    private string? _alarmed;
    private NetworkDefinition? _served;
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
        TunerPlan usual = TunerPlan.For(shipped.Definition);
        LearnerPlan plan = new()
        {
            Stage = options.Stage ?? 0,
            LabelsPerRound = options.LabelsPerRound,
            Guard = GuardPlan.Of(shipped.Classes.Count, options.Margin),
            Chain = usual with { Keep = 1, Steps = options.Steps ?? usual.Steps },
        };
        // First: only one process can have it open, and so the folder.
        _crops = new CropRing(Path.Combine(folder, "crops"), shipped.Input.Width, shipped.Input.Height);
        try
        {
            _place = PlaceLearner.Open(folder, shipped, plan, () => Anchors.Of(shipped));
        }
        catch
        {
            _crops.Dispose();
            throw;
        }

        if (!_place.IsShipped)
            session.Swap(new Network(_place.Serving));
        _thread = new Thread(Work) { Name = "learner", IsBackground = true };
    }

    /// <summary>Begins.</summary>
    public void Start()
    {
        SayServing();
        if (_crops.Notice.Length > 0)
            _reports.Say($"learning: {_crops.Notice}");
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

    /// <summary>An alarm about a network: if it is one that was learnt, the one it was made of will serve again.</summary>
    /// <param name="networkHash">Of the network.</param>
    /// <returns>Whether it will.</returns>
    public bool Alarmed(string networkHash)
    {
        if (networkHash == _shipped.Hash)
            return false;
        Volatile.Write(ref _alarmed, networkHash);
        _wake.Set();
        return true;
    }

    /// <inheritdoc/>
    public Task<LabelAnswer> Label(LabelRequest request) => Ask(() => Accept(request));

    /// <inheritdoc/>
    /// <remarks>Whether its signature is by a trusted key is the desk's matter.</remarks>
    public Task<CommandAnswer> ApplyPatch(byte[] patch) => Ask(() => Apply(patch));

    /// <inheritdoc/>
    public Task<CommandAnswer> Revert() => Ask(() =>
        Return() ? Done() : new CommandAnswer(false, "found the shipped network serving, expected one that was made of it", _session.Network.Hash));

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
        double due = 0;
        while (!_isStopping)
        {
            double before = ThreadCost.Seconds, pause = 0;
            try
            {
                while (_asked.TryDequeue(out Action? work))
                    work();
                Learn();
                TryReturn();
                if (Now >= due)
                    pause = Slice();
                ServeWhatIsStored();
                _reports.Tick(_place, ThreadCost.Seconds, MayRun());
            }
            catch (Exception fault)
            {
                // A full or failing disk, or a defect of ours: labels are refused with the reason, the chain waits, the lookout goes on.
                _reports.Say($"learning: {fault.GetType().Name}: {fault.Message}; tried again in {FaultPause.TotalSeconds:0} s");
                pause = FaultPause.TotalSeconds;
            }

            pause = Math.Max(pause, _budget.Spend(ThreadCost.Seconds - before, Now));
            due = Math.Max(due, Now + pause);
            _wake.WaitOne(TimeSpan.FromSeconds(Math.Clamp(due - Now, 0, Idle.TotalSeconds)));
        }

        try
        {
            _place.Save();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            _reports.Say($"learning: {fault.Message}; the chain goes on from its last checkpoint");
        }
    }

    /// <summary>Takes some steps.</summary>
    /// <returns>Seconds to pause at least.</returns>
    private double Slice()
    {
        foreach (string notice in _place.TakeNotices())
            _reports.Say($"learning: {notice}");
        if (!MayRun())
            return Idle.TotalSeconds;
        double before = ThreadCost.Seconds;
        GuardDecision? decision = _place.Run(_slice);
        double cost = ThreadCost.Seconds - before;
        if (decision is not null)
        {
            ServeWhatIsStored();
            _reports.Say($"learning: {decision.Text}");
            _reports.Send(_place, ThreadCost.Seconds, mayRun: true);
        }
        else if (_place.Waiting is null)
        {
            // What a round takes to begin says nothing of steps.
            _slice = Math.Clamp((long)(_slice * SliceSeconds / Math.Max(cost, SliceSeconds / 4)), 20, 100_000);
        }
        else
        {
            return Idle.TotalSeconds;
        }

        return 0;
    }

    private static double Now => Stopwatch.GetTimestamp() / (double)Stopwatch.Frequency;

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
        if (_shipped.Definition.Stages.All(stage => stage.Exit.Certificate is null))
            return "source: found a board, and no certificate of this board's exits to compare its with; expected a network that vigie calibrate gave one";
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
        try
        {
            _place.Apply(Patch.Read(bytes));
            ServeWhatIsStored();
            _reports.Say("learning: a patch from elsewhere serves");
            return Done();
        }
        catch (Exception fault) when (fault is PatchException or IOException)
        {
            return new CommandAnswer(false, fault.Message, _session.Network.Hash);
        }
    }

    private bool Return()
    {
        if (!_place.Back())
            return false;
        ServeWhatIsStored();
        return true;
    }

    /// <summary>Does what an alarm asked for; tried again where the disk refuses.</summary>
    private void TryReturn()
    {
        if (Volatile.Read(ref _alarmed) is not { } hash)
            return;
        if (_session.Network.Hash == hash && Return())
            _reports.Say("learning: an alarm; the weights that served before serve again");
        Interlocked.CompareExchange(ref _alarmed, null, hash);
    }

    private CommandAnswer Done() => new(true, "", _session.Network.Hash);

    /// <summary>Lets the network serve that the store says, whichever way it came about, and says so; does nothing where it serves.</summary>
    private void ServeWhatIsStored()
    {
        if (ReferenceEquals(_served, _place.Serving))
            return;
        _session.Swap(_place.IsShipped ? _shipped : new Network(_place.Serving));
        SayServing();
    }

    private void SayServing()
    {
        _served = _place.Serving;
        _reports.Serving(_session.Network, _place.Adaptation);
    }

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
