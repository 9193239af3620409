using Agent.Diagnostics;
using Agent.Options;
using Agent.Pipeline;
using Agent.Telemetry;
using Inference;

namespace Agent.Learning;

/// <summary>What a watch needs to learn: the learner, whoever answers for it over MQTT, and the wires between them and the watch.</summary>
internal sealed class LearningWatch : IDisposable
{
    private readonly PatchTrust _trust;
    private readonly Learner _learner;
    private readonly RequestDesk _desk;

    /// <summary>Opens the folder; nothing is learnt before <see cref="Start"/>.</summary>
    /// <exception cref="OptionsException">Folder, stage or keys cannot be used.</exception>
    public LearningWatch(
        AgentOptions options, Network shipped, WatchSession session, MqttPublisher publisher, EventReporter reporter, ExitAlarms alarms, Func<Network, InfoMessage> info, Log log,
        Boot boot, TimeProvider time)
    {
        _trust = PatchTrust.Read(options.Learning.PatchKeys);
        string folder = StateFolder.Of(options, Environment.GetEnvironmentVariable);
        LearnReports reports = new(publisher, options.Learning, shipped, info, log, time);
        try
        {
            _learner = new Learner(options.Learning, folder, shipped, session, reports, boot, time);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new OptionsException([$"learning, in {folder}: {fault.Message}"]);
        }

        _desk = new RequestDesk(_learner, publisher, _trust, options.Learning.Teacher, time);
        reports.Requests = () => _desk.Counts;
        reporter.Told = _learner.Keep;
        alarms.Raised = _learner.Alarmed;
    }

    /// <summary>Begins to learn.</summary>
    public void Start() => _learner.Start();

    /// <summary>Answers what was asked, and writes the chain down; before the publisher is stopped.</summary>
    public async Task StopAsync()
    {
        await _desk.DisposeAsync();
        _learner.Dispose();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _learner.Dispose();
        _trust.Dispose();
    }
}
