using Agent.Diagnostics;
using Agent.Options;
using Agent.Tracking;
using Inference;
using Sensors;
using Sensors.Cameras;
using Sensors.Simulation;

namespace Agent.Pipeline;

/// <summary>One watch: a camera feed, the frame loop on a thread of its own, and the reporting beside it.</summary>
internal sealed class WatchSession : IDisposable
{
    private const int RingCapacity = 64;
    private readonly CameraFeed _feed;
    private readonly EventRing _ring = new(RingCapacity);
    private readonly NetworkClassifier _classifier;
    private readonly double _auditShare;
    private readonly Dictionary<string, ExitAudit> _audits = new(StringComparer.Ordinal);
    private readonly bool _isOnce;
    private ServedNetwork _serving;

    /// <summary>Prepares the watch and begins to open the camera.</summary>
    /// <param name="options">Sound options.</param>
    /// <param name="network">The network.</param>
    /// <param name="isOnce">Every frame of a recording, as fast as it goes, then the end.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="Training.DataException">The network cannot watch.</exception>
    public WatchSession(AgentOptions options, Network network, bool isOnce, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        _isOnce = isOnce;
        CameraOpenOptions open = new() { FramesPerSecond = options.Camera.FramesPerSecond, Loop = options.Camera.Loop && !isOnce };
        ICamera Open()
        {
            ICamera camera = CameraCatalog.Open(options.Camera.Uri, open);
            if (camera is SimulatedCamera simulated && (isOnce || options.Learning.LabelsFromSimulator))
            {
                Truth = new SceneTruth();
                Score = isOnce ? new SceneScore(Truth) : null;
                camera = new TruthCamera(simulated, Truth, Score);
            }

            FramesPerSecond = camera.FramesPerSecond;
            Source = camera.Description;
            return camera;
        }

        _auditShare = options.Exits.AuditShare;
        _serving = new ServedNetwork(network, new ExitAudit(network.Definition, _auditShare));
        _audits[network.Hash] = _serving.Audit;
        int stage = options.Learning is { Enabled: true, Teacher: true } ? options.Learning.Stage ?? network.Stages.Count : network.Stages.Count;
        Teacher = stage < network.Stages.Count ? new TeacherRing(network.Definition, stage) : null;
        _classifier = new NetworkClassifier(network, Audit, Teacher);
        Loop = new WatchLoop(_classifier, _ring, new WatchOptions());
        for (int label = 0; label < network.Classes.Count; label++)
            Loop.Announce(label, label != _classifier.NothingClass && (options.Events.Labels.Count == 0 || options.Events.Labels.Contains(network.Classes[label])));
        // Last: it opens the camera at once.
        bool isSimulated = options.Camera.Uri.StartsWith("sim:", StringComparison.Ordinal);
        _feed = new CameraFeed(Open, new CameraFeedOptions { EveryFrame = isOnce, DetectFrozen = !isSimulated }, time);
    }

    /// <summary>Raised when the camera changes state; the first to subscribe also hears the changes before.</summary>
    public event Action<CameraStatus>? StatusChanged
    {
        add => _feed.StatusChanged += value;
        remove => _feed.StatusChanged -= value;
    }

    /// <summary>The frame loop.</summary>
    public WatchLoop Loop { get; }

    /// <summary>What serves.</summary>
    public ServedNetwork Served => Volatile.Read(ref _serving);

    /// <summary>Watches what the certificates of the network that serves promise.</summary>
    public ExitAudit Audit => Served.Audit;

    /// <summary>The network that serves.</summary>
    public Network Network => Served.Network;

    /// <summary>Answers of later exits that may teach; null: none may.</summary>
    public TeacherRing? Teacher { get; }

    /// <summary>What the simulator knows; null for anything else, or where nobody asks.</summary>
    public SceneTruth? Truth { get; private set; }

    /// <summary>Events that wait for the reporter.</summary>
    public EventRing Ring => _ring;

    /// <summary>The camera's own counters.</summary>
    public FeedCounters Camera => _feed.Counters;

    /// <summary>The camera's state.</summary>
    public CameraStatus Status => _feed.Status;

    /// <summary>Compares the events of a simulated recording with its truth; null for anything else.</summary>
    public SceneScore? Score { get; private set; }

    /// <summary>What the camera says it is; empty before it is open.</summary>
    public string Source { get; private set; } = "";

    /// <summary>Frames a second of a recording; null: live, or not open yet.</summary>
    public double? FramesPerSecond { get; private set; }

    /// <summary>Columns of the last frame.</summary>
    public int Width { get; private set; }

    /// <summary>Rows of the last frame.</summary>
    public int Height { get; private set; }

    /// <summary>Set when an event was written or the watch ended: the reporter waits on it.</summary>
    public AutoResetEvent Written { get; } = new(false);

    /// <summary>Lets another network serve from the next crop on, with audits of its own; from one thread, any.</summary>
    /// <param name="network">Of the same input, classes and stages.</param>
    public void Swap(Network network)
    {
        // A network that served before goes on with what is known of its exits: what was closed stays closed.
        if (!_audits.TryGetValue(network.Hash, out ExitAudit? audit))
            _audits[network.Hash] = audit = new ExitAudit(network.Definition, _auditShare);
        ServedNetwork next = new(network, audit);
        _classifier.Swap(network, next.Audit);
        Volatile.Write(ref _serving, next);
    }

    /// <summary>Watches until the recording is over or the token is cancelled. Blocks; call it on a thread of its own.</summary>
    public void Run(CancellationToken token)
    {
        Frame frame = new();
        long written = 0;
        try
        {
            while (!token.IsCancellationRequested && !_feed.Ended)
            {
                if (!_feed.TryTake(frame, 250, token))
                    continue;
                (Width, Height) = (frame.Width, frame.Height);
                Loop.Process(frame);
                if (_ring.Written == written)
                    continue;
                written = _ring.Written;
                Written.Set();
                // A recording can wait for the reporter; the world cannot.
                while (_isOnce && _ring.Waiting > RingCapacity / 2 && !token.IsCancellationRequested)
                    Thread.Yield();
            }
        }
        catch (OperationCanceledException)
        {
            // The end that was asked for.
        }

        Loop.Finish();
        Written.Set();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _feed.Dispose();
        Written.Dispose();
    }
}
