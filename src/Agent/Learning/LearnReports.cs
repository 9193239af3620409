using Agent.Diagnostics;
using Agent.Options;
using Agent.Telemetry;
using Inference;
using Optimizers.Learning.Memory;
using Optimizers.Learning.Patches;
using Optimizers.Learning.Rounds;

namespace Agent.Learning;

/// <summary>Says what is learnt: topic <c>learn</c> each minute and after each look of the guard, topic <c>learn/patch</c> and <c>info</c> when another network serves.</summary>
/// <param name="publisher">Where it goes.</param>
/// <param name="options">Of learning.</param>
/// <param name="shipped">The shipped network.</param>
/// <param name="info">Topic <c>info</c> of a network that serves.</param>
/// <param name="log">For people at the board.</param>
/// <param name="time">The clock.</param>
internal sealed class LearnReports(MqttPublisher publisher, LearningOptions options, Network shipped, Func<Network, InfoMessage> info, Log log, TimeProvider time)
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(60);
    private long _last;
    private string _serving = shipped.Hash;

    /// <summary>What became of labels and commands; null: nobody may send any.</summary>
    public Func<RequestCounts>? Requests { get; set; }

    /// <summary>Tells the log.</summary>
    public void Say(string text) => log.Learning(text);

    /// <summary>Nothing is learnt, and nothing will be.</summary>
    /// <param name="reason">Why.</param>
    public void Off(string reason)
    {
        log.Learning(reason);
        publisher.SetPatch(null);
        publisher.Send(new LearnMessage
        {
            Time = time.GetUtcNow(),
            State = LearnState.Off,
            Reason = reason,
            NetworkHash = shipped.Hash,
            ShippedHash = shipped.Hash,
            Round = 0,
            Samples = [],
            MemoryBytes = 0,
            Steps = 0,
            StepsTotal = 0,
            CoreS = 0,
            CoreShare = options.CoreShare,
            Looks = 0,
        });
    }

    /// <summary>Another network serves.</summary>
    /// <param name="network">It.</param>
    /// <param name="adaptation">From the shipped one to it; null: it is the shipped one.</param>
    public void Serving(Network network, Patch? adaptation)
    {
        _serving = network.Hash;
        publisher.SetInfo(info(network));
        publisher.SetPatch(adaptation?.ToBytes());
    }

    /// <summary>Reports, when the last report is a minute old.</summary>
    /// <param name="place">What is learnt.</param>
    /// <param name="seconds">Of a core, since the start.</param>
    /// <param name="mayRun">Whether the chain may run.</param>
    public void Tick(PlaceLearner place, double seconds, bool mayRun)
    {
        if (_last == 0 || time.GetElapsedTime(_last) >= Period)
            Send(place, seconds, mayRun);
    }

    /// <summary>Reports.</summary>
    /// <inheritdoc cref="Tick"/>
    public void Send(PlaceLearner place, double seconds, bool mayRun)
    {
        _last = time.GetTimestamp();
        LearnerStatus status = place.Status;
        bool hasChain = status.Waiting is null && status.StepsTotal > 0;
        LearnMessage message = new()
        {
            Time = time.GetUtcNow(),
            State = !hasChain ? LearnState.Waiting : mayRun ? LearnState.Learning : LearnState.Paused,
            Reason = hasChain ? mayRun ? null : "something moves: learning.quiet_only" : status.Waiting,
            NetworkHash = _serving,
            ShippedHash = shipped.Hash,
            Round = status.Round,
            Samples = Samples(place.Memory),
            MemoryBytes = place.Memory.BytesOf(MemoryPart.Chain) + place.Memory.BytesOf(MemoryPart.Guard),
            Steps = status.Steps,
            StepsTotal = status.StepsTotal,
            AcceptanceSigns = Known(status.AcceptedSigns),
            AcceptanceExit = Known(status.AcceptedExit),
            RiskNats = hasChain ? Math.Round(status.Risk / 65536.0, 4) : null,
            FirstRiskNats = hasChain ? Math.Round(status.FirstRisk / 65536.0, 4) : null,
            EffectiveSamples = Known(status.EffectiveSamples),
            CoreS = Math.Round(seconds, 3),
            CoreShare = options.CoreShare,
            Looks = status.Looks,
            LastDecision = status.Decision?.Text,
            LastAccepted = status.Decision?.IsAccepted,
        };
        publisher.Send(Requests is null ? message : message.With(Requests()));
    }

    private static double? Known(double value) => double.IsNaN(value) ? null : Math.Round(value, 4);

    private IReadOnlyList<SampleFigures> Samples(SampleMemory memory) =>
    [
        .. from part in Enum.GetValues<MemoryPart>()
           from sample in memory.Samples(part)
           group sample by (part, sample.Label, sample.Source) into kind
           orderby kind.Key
           select new SampleFigures(kind.Key.part.ToString().ToLowerInvariant(), shipped.Classes[kind.Key.Label], LabelSources.NameOf(kind.Key.Source), kind.Count()),
    ];
}
