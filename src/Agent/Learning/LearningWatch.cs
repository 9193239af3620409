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

    private LearningWatch(PatchTrust trust, Learner learner, RequestDesk desk) => (_trust, _learner, _desk) = (trust, learner, desk);

    /// <summary>Opens the folder; nothing is learnt before <see cref="Start"/>.</summary>
    /// <returns>Null where the disk refuses, which topic <c>learn</c> and the log say: a lookout that cannot learn still watches.</returns>
    /// <exception cref="OptionsException">Stage, steps or keys cannot be used.</exception>
    public static LearningWatch? Open(
        AgentOptions options, Network shipped, WatchSession session, MqttPublisher publisher, EventReporter reporter, ExitAlarms alarms, Func<Network, InfoMessage> info, Log log,
        Boot boot, TimeProvider time)
    {
        PatchTrust trust = PatchTrust.Read(options.Learning.PatchKeys);
        string folder = StateFolder.Of(options, Environment.GetEnvironmentVariable);
        LearnReports reports = new(publisher, options.Learning, shipped, info, log, time);
        try
        {
            Learner learner = new(options.Learning, folder, shipped, session, reports, boot, time);
            RequestDesk desk = new(learner, publisher, trust, options.Learning.Teacher, time);
            reports.Requests = () => desk.Counts;
            reporter.Told = learner.Keep;
            alarms.Raised = learner.Alarmed;
            return new LearningWatch(trust, learner, desk);
        }
        catch (ArgumentException fault)
        {
            trust.Dispose();
            throw new OptionsException([$"learning: {fault.Message}"]);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            trust.Dispose();
            reports.Off($"learning, in {folder}: {fault.Message}");
            return null;
        }
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
