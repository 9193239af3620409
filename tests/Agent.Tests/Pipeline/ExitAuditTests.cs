using Agent.Pipeline;
using Agent.Telemetry;
using Agent.Tests.Telemetry.Support;
using Agent.Training;
using Inference;
using Inference.Format;
using Sensors.Cameras;
using Sensors.Simulation;

namespace Agent.Tests.Pipeline;

/// <summary>The shipped network with a first exit that answers everything: whether that keeps the promise depends on what was promised.</summary>
public sealed class ExitAuditTests
{
    private static readonly Network Shipped = ShippedNetwork.Read(null);

    [Fact]
    public async Task A_broken_promise_raises_the_alarm_on_the_broker_and_the_last_exit_takes_over()
    {
        await using EmbeddedBroker broker = await EmbeddedBroker.StartAsync();
        await using Subscriber subscriber = await Subscriber.OnAsync(broker.Address.Port);
        Network network = Promising(riskPpm: 10_000);
        await using MqttPublisher publisher = Given.Publisher(Given.Options(broker.Address.Port), new Recorded<PublisherNotice>());
        publisher.Start();
        ExitAudit audit = new(network.Definition, 1);
        StateReporter state = new(publisher, "yard");
        ExitAlarms alarms = new(() => new ServedNetwork(network, audit), publisher, state, TimeProvider.System);
        state.Say(new CameraStatus(CameraState.Online, "", Given.Noon));

        List<int> exits = Look(network, audit, crops: 600);
        Assert.Equal(1, exits[0]);
        Assert.All(exits.TakeLast(100), exit => Assert.Equal(3, exit));
        Assert.Equal((1, 2), (audit.AlarmedExit, audit.ExitsClosed));
        Assert.NotNull(alarms.Report());
        Assert.Null(alarms.Report());

        Received alarm = await subscriber.Messages.FirstAsync(message => message.Is("alarm"));
        Assert.Equal("exit_risk", alarm.Text("kind"));
        Assert.Contains("exit 1", alarm.Text("reason"), StringComparison.Ordinal);
        Received degraded = await subscriber.Messages.FirstAsync(message => message.Is("state") && message.Text("state") == "degraded");
        Assert.Equal(alarm.Text("reason"), degraded.Text("reason"));
    }

    [Fact]
    public void A_kept_promise_raises_none()
    {
        Network network = Promising(riskPpm: 600_000);
        ExitAudit audit = new(network.Definition, 1);
        Assert.All(Look(network, audit, crops: 600), exit => Assert.Equal(1, exit));
        Assert.Equal(0, audit.AlarmedExit);
        AuditCount count = audit.Count(1)!.Value;
        Assert.Equal(600, count.Audits);
        Assert.True(count.LogWealth < 0 && count.Wrong > 0);
        Assert.Null(audit.Count(2));
        Assert.Equal((600, count.Wrong), (audit.Total.Audits, audit.Total.Wrong));
    }

    [Fact]
    public void Of_a_track_one_answer_is_audited_and_of_all_the_share_that_was_asked_for()
    {
        ExitAudit all = new(Promising(10_000).Definition, 1), tenth = new(Promising(10_000).Definition, 0.1), none = new(Promising(10_000).Definition, 0);
        int drawn = 0;
        for (int track = 1; track <= 5000; track++)
        {
            Assert.True(all.Draws(track, 1));
            Assert.False(all.Draws(track, 1));
            // What no certificate of this network covers is not audited.
            Assert.False(all.Draws(track, 2));
            Assert.False(all.Draws(track, 3));
            Assert.False(none.Draws(track, 1));
            drawn += tenth.Draws(track, 1) ? 1 : 0;
        }

        Assert.InRange(drawn, 400, 600);
    }

    [Fact]
    public void A_promise_against_labels_is_not_watched_since_nobody_labels()
    {
        ExitAudit audit = new(Promising(10_000, ExitReference.Labels).Definition, 1);
        Assert.False(audit.Draws(1, 1));
        Assert.Null(audit.Count(1));
    }

    [Fact]
    public void Audits_allocate_nothing()
    {
        Network network = Promising(10_000);
        NetworkClassifier classifier = new(network, new ExitAudit(network.Definition, 1));
        byte[] crop = new byte[64 * 64];
        classifier.Audit(1, crop, classifier.Classify(crop));
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int track = 2; track < 50; track++)
            classifier.Audit(track, crop, classifier.Classify(crop));
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    /// <summary>Crops of the simulator through the classifier, each of a track of its own.</summary>
    private static List<int> Look(Network network, ExitAudit audit, int crops)
    {
        NetworkClassifier classifier = new(network, audit);
        byte[] crop = new byte[64 * 64];
        List<int> exits = [];
        for (int i = 0; i < crops; i++)
        {
            SceneClass? what = (i % 3) switch { 0 => null, 1 => SceneClass.Person, _ => SceneClass.Vehicle };
            TrainingScenes.Render(9_000_000 + i, what, crop, 64);
            Prediction answer = classifier.Classify(crop);
            exits.Add(answer.Exit);
            classifier.Audit(i + 1, crop, answer);
        }

        return exits;
    }

    /// <summary>Exit 1 answers everything, exit 2 nothing; the certificate's numbers are made up to prove what it promises.</summary>
    private static Network Promising(int riskPpm, ExitReference reference = ExitReference.Last)
    {
        const int always = 0, never = 65537;
        Certificate certificate = new()
        {
            RiskPpm = riskPpm,
            FailurePpm = 50_000,
            Divisor = 2,
            Score = ExitPolicyKind.Top1,
            Reference = reference,
            Thresholds = [always],
            Sequence = [always],
            Reached = 1000,
            Answers = 1000,
            Wrong = 0,
            Grouped = true,
            Network = Shipped.FunctionHash,
            Data = new string('0', 64),
        };
        StageDefinition[] stages = [.. Shipped.Definition.Stages];
        stages[0] = stages[0] with { Exit = stages[0].Exit with { Threshold = always, Certificate = certificate } };
        stages[1] = stages[1] with { Exit = stages[1].Exit with { Threshold = never, Certificate = null } };
        return new Network(Shipped.Definition with { Policy = ExitPolicyKind.Top1, Stages = stages });
    }
}
