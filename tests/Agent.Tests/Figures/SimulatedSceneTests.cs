using Agent.Diagnostics;
using Agent.Options;
using Agent.Pipeline;
using Agent.Telemetry;
using Agent.Training;
using Inference;

namespace Agent.Tests.Figures;

/// <summary>The whole agent, camera to message, on scenes whose truth is known.</summary>
public sealed class SimulatedSceneTests
{
    [Fact]
    public async Task In_ten_minutes_of_the_street_nearly_every_object_is_one_event()
    {
        SceneResult result = await Watch("sim:?seed=7&minutes=10");
        Assert.True(result.Objects >= 30, result.ToString());
        Assert.True(result.Recall >= 0.95, result.ToString());
        Assert.True(result.False <= result.Minutes, result.ToString());
    }

    [Fact]
    public async Task Where_there_is_nobody_there_are_no_events()
    {
        SceneResult result = await Watch("sim:?seed=3&minutes=2&objects=0");
        Assert.Equal(0, result.Objects);
        Assert.True(result.False <= 1, result.ToString());
    }

    private static async Task<SceneResult> Watch(string uri)
    {
        AgentOptions options = new();
        options.Camera.Uri = uri;
        Network network = ShippedNetwork.Read(null);
        using WatchSession session = new(options, network, isOnce: true, TimeProvider.System);
        Boot boot = Boot.Random();
        await using MqttPublisher publisher = new(PublisherOptions.From(options, BrokerAddress.Embedded), boot, TimeProvider.System);
        EventReporter reporter = new(session, network, options, publisher, boot);
        Task watching = Task.Run(() => session.Run(TestContext.Current.CancellationToken), TestContext.Current.CancellationToken);
        while (!watching.IsCompleted)
        {
            session.Written.WaitOne(TimeSpan.FromSeconds(1));
            reporter.Drain();
        }

        await watching;
        reporter.Drain();
        Assert.True(publisher.Snapshot.Ledger.IsBalanced);
        return session.Score!.Result(session.FramesPerSecond!.Value);
    }
}
