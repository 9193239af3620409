using Agent.Diagnostics;
using Agent.Learning;
using Agent.Options;
using Agent.Pipeline;
using Agent.Telemetry;
using Agent.Training;
using Inference;
using Sensors.Cameras;

namespace Agent.Commands;

/// <summary>What <c>vigie run</c> does: wires camera, network and broker together and waits for the end.</summary>
internal sealed class WatchCommand : IDisposable
{
    private static readonly TimeSpan ReportPeriod = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan BrokerPatience = TimeSpan.FromSeconds(5);
    private readonly AgentOptions _options;
    private readonly Network _network;
    private readonly WatchSession _session;
    private readonly MqttPublisher _publisher;
    private readonly EventReporter _reporter;
    private readonly StateReporter _state;
    private readonly ExitAlarms _alarms;
    private readonly WatchView _view;
    private readonly Log _log;
    private readonly LearningWatch? _learning;
    private readonly bool _isOnce;
    private readonly TimeProvider _time = TimeProvider.System;
    private readonly DateTimeOffset _started = TimeProvider.System.GetUtcNow();

    private WatchCommand(AgentOptions options, Network network, BrokerAddress broker, bool isOnce)
    {
        _options = options;
        _network = network;
        _isOnce = isOnce;
        Boot boot = Boot.Random();
        _log = new Log(options.LogLevel);
        _session = new WatchSession(options, network, isOnce, _time);
        _publisher = new MqttPublisher(PublisherOptions.From(options, broker), boot, _time, _log.Notice);
        _reporter = new EventReporter(_session, network, options, _publisher, boot);
        _view = new WatchView(_session, _reporter, _publisher, network);
        _reporter.Reported = _view.Show;
        _state = new StateReporter(_publisher, options.Camera.Name);
        _alarms = new ExitAlarms(() => _session.Served, _publisher, _state, _time);
        _publisher.SetInfo(Info(network));
        if (options.Learning.Enabled)
            _learning = LearningWatch.Open(options, network, _session, _publisher, _reporter, _alarms, Info, _log, boot, _time);
        else
            _publisher.SetPatch(null);
    }

    /// <summary>Runs the agent.</summary>
    /// <param name="options">Gives the options, or throws what is wrong with them.</param>
    /// <param name="length">How long to watch; null: until the end of a recording or Ctrl-C.</param>
    /// <param name="isOnce">Every frame of a recording, as fast as it goes.</param>
    /// <param name="trace">File for one JSON line a decision; null: none.</param>
    /// <param name="token">Cancelled by Ctrl-C or SIGTERM.</param>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public static async Task<int> Run(Func<AgentOptions> options, TimeSpan? length, bool isOnce, string? trace, CancellationToken token)
    {
        try
        {
            AgentOptions given = options();
            Network network = ShippedNetwork.Read(given.Model);
            if (NetworkClassifier.LabelFaults(network, given.Events.Labels).ToArray() is { Length: > 0 } faults)
                throw new OptionsException(faults);
            CameraCatalog.Check(given.Camera.Uri);
            if (isOnce && CameraCatalog.IsEndless(given.Camera.Uri))
                throw new CameraException($"{given.Camera.Uri} has no end, which --once would wait for; add minutes, as in sim:?minutes=10, or use --for");
            BrokerAddress broker = BrokerRules.Resolve(given.Broker, "broker");
            await using EmbeddedBroker? embedded = broker.IsEmbedded ? await EmbeddedBroker.StartAsync() : null;
            using WatchCommand watch = new(given, network, embedded?.Address ?? broker, isOnce);
            watch._view.Begin(embedded?.Address ?? broker, embedded is not null);
            return await watch.Watch(length, trace, token);
        }
        catch (Exception fault) when (Failures.CodeOf(fault) is { } code)
        {
            Console.Error.WriteLine($"vigie: {fault.Message}");
            return code;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _learning?.Dispose();
        _session.Dispose();
    }

    private async Task<int> Watch(TimeSpan? length, string? trace, CancellationToken token)
    {
        using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(token);
        using TraceWriter? tracer = trace is null ? null : new TraceWriter(trace);
        if (tracer is not null)
            _session.Loop.Traced = decision => tracer.Write(decision, _network.Classes[decision.Class]);
        await using MqttPublisher publisher = _publisher;
        _session.StatusChanged += SayStatus;
        _learning?.Start();
        publisher.Start();
        await Connected(token);
        if (length is { } time)
            end.CancelAfter(time);
        TaskCompletionSource watched = new(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() => Frames(watched, end.Token)) { Name = "frames", IsBackground = true }.Start();
        Task reporting = Task.Factory.StartNew(
            () => Report(watched.Task), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        // A reporter that fails must not leave a lookout that sees and says nothing.
        if (await Task.WhenAny(watched.Task, reporting) == reporting)
            await end.CancelAsync();
        await watched.Task;
        // Ctrl-C reaches ffmpeg too; that its camera ends then is no news.
        _session.StatusChanged -= SayStatus;
        await reporting;
        if (_learning is not null)
            await _learning.StopAsync();
        await publisher.StopAsync(CancellationToken.None);
        _view.Summarize();
        return !_isOnce ? ExitCode.Ok
            : token.IsCancellationRequested ? ExitCode.Interrupted
            : _session.Status.State == CameraState.Ended && _session.Width > 0 ? ExitCode.Ok : ExitCode.NoInput;
    }

    /// <summary>Waits for the broker, not for long: what is posted before the connection is up would be history to subscribers.</summary>
    private async Task Connected(CancellationToken token)
    {
        try
        {
            await _publisher.ConnectedAsync(BrokerPatience, token);
        }
        catch (OperationCanceledException)
        {
            // Ctrl-C meanwhile: the watch that follows ends at once, and says so.
        }
    }

    private void Frames(TaskCompletionSource watched, CancellationToken token)
    {
        try
        {
            _session.Run(token);
            watched.SetResult();
        }
        catch (Exception fault)
        {
            // A defect of ours: carried to the waiting task, which lets it end the process with its stack.
            watched.SetException(fault);
        }
    }

    private void Report(Task watched)
    {
        PeriodicReports reports = new(_session, [.. _network.Stages.Select(stage => _network.CascadeMacs(stage.Number))], _publisher, _time);
        long next = _time.GetTimestamp();
        while (!watched.IsCompleted)
        {
            _session.Written.WaitOne(TimeSpan.FromSeconds(0.5));
            _reporter.Drain();
            if (_alarms.Report() is { } alarm)
                _log.Alarm(alarm);
            _view.Tick();
            if (_time.GetElapsedTime(next) < ReportPeriod)
                continue;
            next = _time.GetTimestamp();
            reports.Send();
        }

        _reporter.Drain();
        if (_alarms.Report() is { } late)
            _log.Alarm(late);
        reports.Send();
    }

    private void SayStatus(CameraStatus status)
    {
        _publisher.SetCameraStatus(_options.Camera.Name, new CameraStatusMessage
        {
            State = status.State.ToString().ToLowerInvariant(),
            Reason = status.Reason,
            Since = status.Since,
        });
        _log.Camera(_options.Camera.Name, status, _state.Say(status));
        if (status.State == CameraState.Online)
            _view.SaySource();
    }

    private InfoMessage Info(Network network) => new()
    {
        Board = Board.Name(),
        Version = Board.Version,
        Network = network.Definition.Name,
        NetworkHash = network.Hash,
        Classes = network.Classes,
        InputWidth = network.Input.Width,
        InputHeight = network.Input.Height,
        Exits = [.. network.Stages.Select(stage => Describe(network, stage))],
        KernelSet = network.KernelSet,
        Started = _started,
    };

    private static ExitDescription Describe(Network network, Stage stage)
    {
        bool isLast = stage.Number == network.Stages.Count;
        string policy = isLast ? "last" : stage.AnswersEarly ? network.Definition.Policy.ToString().ToLowerInvariant() : "never";
        double threshold = isLast || !stage.AnswersEarly ? 0 : Math.Round(stage.Threshold / 65536.0, 4);
        Inference.Format.Certificate? promise = network.Definition.Stages[stage.Number - 1].Exit.Certificate;
        return new ExitDescription(
            stage.Number,
            policy,
            threshold,
            network.CascadeMacs(stage.Number),
            promise?.Risk,
            promise?.FailurePpm / 1e6,
            promise?.Reference.ToString().ToLowerInvariant());
    }
}
