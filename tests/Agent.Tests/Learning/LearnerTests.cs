using Agent.Diagnostics;
using Agent.Learning;
using Agent.Options;
using Agent.Pipeline;
using Agent.Telemetry;
using Agent.Tests.Telemetry.Support;
using Agent.Tracking;
using Agent.Training;
using Inference;
using Inference.Calibration;
using Inference.Format;
using Optimizers.Learning.Memory;
using Optimizers.Learning.Patches;
using Sensors.Simulation;

namespace Agent.Tests.Learning;

/// <summary>The learner of a watch: labels for events, networks that come and go, and what a restart finds.</summary>
public sealed class LearnerTests : IDisposable
{
    private static readonly Network Shipped = ShippedNetwork.Read(null);
    private readonly string _folder = Directory.CreateTempSubdirectory("vigie-learner-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_label_for_a_recent_event_is_kept_over_a_restart()
    {
        using (Watch watch = Open())
        {
            watch.Learner.Keep("boot-1", News(1), View(20));
            Assert.Equal(new LabelAnswer(true, "", 1), await watch.Learner.Label(new LabelRequest("boot-1", "person", LabelSource.Operator)));
            watch.Learner.Keep("boot-2", News(2), View(90));
        }

        using Watch again = Open();
        Assert.Equal(new LabelAnswer(true, "", 2), await again.Learner.Label(new LabelRequest("boot-2", "vehicle", LabelSource.Operator)));
        LabelAnswer unknown = await again.Learner.Label(new LabelRequest("boot-3", "person", LabelSource.Operator));
        Assert.False(unknown.IsAccepted);
        Assert.Contains("boot-3", unknown.Reason, StringComparison.Ordinal);
        LabelAnswer strange = await again.Learner.Label(new LabelRequest("boot-2", "cat", LabelSource.Operator));
        Assert.False(strange.IsAccepted);
        Assert.Contains("expected one of nothing, person, vehicle", strange.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_board_teaches_only_with_a_stronger_certificate_and_never_over_an_operator()
    {
        using (Watch plain = Open())
        {
            plain.Learner.Keep("boot-1", News(1), View(20));
            LabelAnswer answer = await plain.Learner.Label(new LabelRequest("boot-1", "person", LabelSource.OtherBoard, 0.01, 0.05));
            Assert.Contains("no certificate of this board", answer.Reason, StringComparison.Ordinal);
        }

        using Watch watch = Open(Certified());
        watch.Learner.Keep("boot-1", News(1), View(20));
        Assert.False((await watch.Learner.Label(new LabelRequest("boot-1", "person", LabelSource.OtherBoard))).IsAccepted);
        Assert.False((await watch.Learner.Label(new LabelRequest("boot-1", "person", LabelSource.OtherBoard, 0.3, 0.05))).IsAccepted);
        Assert.True((await watch.Learner.Label(new LabelRequest("boot-1", "person", LabelSource.OtherBoard, 0.01, 0.05))).IsAccepted);
        Assert.True((await watch.Learner.Label(new LabelRequest("boot-1", "vehicle", LabelSource.Operator))).IsAccepted);
        Assert.False((await watch.Learner.Label(new LabelRequest("boot-1", "person", LabelSource.OtherBoard, 0.01, 0.05))).IsAccepted);
    }

    [Fact]
    public async Task A_patch_serves_over_a_restart_until_it_is_taken_back()
    {
        (byte[] patch, string hash) = SomePatch();
        using (Watch watch = Open())
        {
            Assert.False((await watch.Learner.Revert()).IsDone);
            CommandAnswer applied = await watch.Learner.ApplyPatch(patch);
            Assert.Equal(new CommandAnswer(true, "", hash), applied);
            Assert.Equal(hash, watch.Session.Network.Hash);
            CommandAnswer twice = await watch.Learner.ApplyPatch([1, 2, 3]);
            Assert.False(twice.IsDone);
            Assert.Equal(hash, twice.NetworkHash);
        }

        using Watch again = Open();
        Assert.Equal(hash, again.Session.Network.Hash);
        Assert.Equal(new CommandAnswer(true, "", Shipped.Hash), await again.Learner.Revert());
        Assert.Equal(Shipped.Hash, again.Session.Network.Hash);
    }

    [Fact]
    public async Task An_alarm_brings_the_former_weights_back_and_leaves_the_shipped_ones_alone()
    {
        (byte[] patch, string hash) = SomePatch();
        using Watch watch = Open();
        Assert.False(watch.Learner.Alarmed(Shipped.Hash));
        Assert.True((await watch.Learner.ApplyPatch(patch)).IsDone);
        Assert.True(watch.Learner.Alarmed(hash));
        // A word that changes nothing, answered in a later turn of the thread than the one that hears of the alarm.
        _ = await watch.Learner.Label(new LabelRequest("none", "person", LabelSource.Operator));
        _ = await watch.Learner.Label(new LabelRequest("none", "person", LabelSource.Operator));
        Assert.False((await watch.Learner.Revert()).IsDone);
        Assert.Equal(Shipped.Hash, watch.Session.Network.Hash);
    }

    [Fact]
    public void Two_processes_do_not_share_a_folder()
    {
        using Watch watch = Open();
        Assert.ThrowsAny<IOException>(() => Open());
    }

    private static (byte[] Patch, string Hash) SomePatch()
    {
        StageDefinition last = Shipped.Definition.Stages[^1];
        LinearExitDefinition exit = (LinearExitDefinition)last.Exit;
        short[] weights = [.. exit.Weights];
        weights[3]++;
        NetworkDefinition tuned = Shipped.Definition with { Stages = [.. Shipped.Definition.Stages.SkipLast(1), last with { Exit = exit with { Weights = weights } }] };
        return (PatchDiff.Of(Shipped.Definition, tuned).ToBytes(), new Network(tuned).Hash);
    }

    private static TrackEvent News(long track) => new(TrackEventKind.New, track, 1, 60000, default, 1, 0, 0, 1, default, default, 1, 640, 480);

    private static BestView View(int seed)
    {
        BestView view = new();
        view.Resize(64, 64, 0, 0);
        new Random(seed).NextBytes(view.Network);
        return view;
    }

    private Watch Open() => new(_folder, Shipped);

    private Watch Open(Network shipped) => new(_folder, shipped);

    /// <summary>The shipped network with a promise of its first exit: at most a quarter of its answers are not the last exit's.</summary>
    private static Network Certified()
    {
        ExitObserver observer = new(Shipped, new CalibrationGoal(250_000, 50_000, ExitPolicyKind.Top1, ExitReference.Last));
        byte[] crop = new byte[64 * 64];
        for (int i = 0; i < 400; i++)
        {
            TrainingScenes.Render(7_000_000 + i, (i % 3) switch { 0 => null, 1 => SceneClass.Person, _ => SceneClass.Vehicle }, crop, 64);
            observer.Add(crop, 0, null);
        }

        NetworkDefinition certified = observer.Certify(out _);
        Assert.Contains(certified.Stages, stage => stage.Exit.Certificate is not null);
        return new Network(certified);
    }

    private sealed class Watch : IDisposable
    {
        public Watch(string folder, Network shipped)
        {
            AgentOptions options = new() { Camera = new CameraOptions { Uri = "sim:?minutes=1" }, Learning = new LearningOptions { Enabled = true, Folder = folder } };
            Boot boot = Boot.Random();
            // Never started: what is posted waits.
            MqttPublisher publisher = new(Given.Options(1), boot, TimeProvider.System);
            Session = new WatchSession(options, shipped, isOnce: true, TimeProvider.System);
            LearnReports reports = new(publisher, options.Learning, shipped, network => Given.Info() with { NetworkHash = network.Hash }, new Log("fatal"), TimeProvider.System);
            try
            {
                Learner = new Learner(options.Learning, folder, shipped, Session, reports, boot, TimeProvider.System);
            }
            catch
            {
                Session.Dispose();
                throw;
            }

            Learner.Start();
        }

        public WatchSession Session { get; }

        public Learner Learner { get; }

        public void Dispose()
        {
            Learner.Dispose();
            Session.Dispose();
        }
    }
}
