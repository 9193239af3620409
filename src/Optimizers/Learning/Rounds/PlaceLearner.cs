using Inference;
using Inference.Format;
using Optimizers.Learning.Guarding;
using Optimizers.Learning.Memory;
using Optimizers.Learning.Patches;
using Optimizers.Learning.Tuning;

namespace Optimizers.Learning.Rounds;

/// <summary>
/// Learns a place in rounds: labelled samples into the memory; when enough have come, a chain near the shipped weights over what the memory holds then; the
/// guard's word on its last draw; and where that is yes, the draw serves. All of it is on the disk, so that a power cut at any instant loses no label that was
/// accepted, and the chain goes on as if there had been none.
/// </summary>
/// <remarks>
/// Folder: <c>memory/samples.log</c> (<see cref="SampleMemory"/>), <c>models/</c> (<see cref="ModelStore"/>), <c>book</c> (<see cref="LearnerBook"/>),
/// <c>round</c> and <c>chain</c> while a chain runs, <c>RESULT.round</c> for each that was accepted, by which anyone can run its chain again. One thread.
/// </remarks>
public sealed class PlaceLearner
{
    private const int ScoredAtOnce = 64;
    private const string RoundFile = "round", ChainFile = "chain";
    private readonly Network _shipped;
    private readonly string _hash;
    private readonly LearnerPlan _plan;
    private readonly Func<IEnumerable<LabelledPicture>> _anchors;
    private readonly StoreDisk _disk;
    private readonly SampleMemory _memory;
    private readonly ModelStore _store;
    private readonly Guard _guard;
    private readonly Workspace _workspace;
    private readonly int[] _anchorCounts;
    private readonly List<string> _notices = [];
    private readonly RiskTrace _trace = new();
    private LearnerBook _book;
    private Round? _round;
    private StageTuner? _tuner;
    private long _saved;
    private GuardDecision? _decision;

    internal PlaceLearner(Network shipped, LearnerPlan plan, Func<IEnumerable<LabelledPicture>> anchors, StoreDisk disk, SampleMemory memory, ModelStore store, StageEnd end)
    {
        (_shipped, _plan, _anchors, _disk, _memory, _store, End) = (shipped, plan, anchors, disk, memory, store, end);
        _hash = PatchDiff.HashOf(shipped.Definition);
        _workspace = shipped.CreateWorkspace();
        _anchorCounts = new int[shipped.Classes.Count];
        foreach (LabelledPicture anchor in Guarded())
            _anchorCounts[anchor.Label]++;
        _book = LearnerBook.Read(disk, _hash, out string? notice);
        _guard = new Guard(plan.Guard ?? new GuardPlan(shipped.Classes.Count), _book.Looks);
        _notices.AddRange(new[] { memory.Notice, notice }.OfType<string>());
        _notices.AddRange(store.Faults);
        Resume();
    }

    /// <summary>What moves.</summary>
    public StageEnd End { get; }

    /// <summary>What was found that is not as it should be since the last call, in words.</summary>
    public IReadOnlyList<string> TakeNotices()
    {
        string[] taken = [.. _notices];
        _notices.Clear();
        return taken;
    }

    /// <summary>The network that serves.</summary>
    public NetworkDefinition Serving => _store.Current;

    /// <summary>Whether that is the shipped one.</summary>
    public bool IsShipped => _store.Lineage.Count == 0;

    /// <summary>The labelled samples.</summary>
    public SampleMemory Memory => _memory;

    /// <summary>From the shipped network to the one that serves; null where that is the shipped one.</summary>
    public Patch? Adaptation => _store.Lineage switch
    {
        [] => null,
        [var only] => only,
        [.., var last] => PatchDiff.Of(_store.Shipped, _store.Current, last.Provenance is { } origin ? origin with { Base = _hash } : null),
    };

    /// <summary>Bytes held for the chain that runs, beyond the memory of packed samples; 0: none runs.</summary>
    public long ChainBytes => _tuner is null ? 0 : _tuner.ExtraBytes + _tuner.MemoryBytes;

    /// <summary>Opens what a folder holds, or begins there.</summary>
    /// <param name="folder">Made where it is not there; for one process.</param>
    /// <param name="shipped">The network that the chain begins at and that nothing here replaces.</param>
    /// <param name="plan">How to learn.</param>
    /// <param name="anchors">Labelled pictures of elsewhere, the same each time they are asked for.</param>
    /// <exception cref="ArgumentException">A stage that cannot be trained.</exception>
    /// <exception cref="IOException">The disk refuses.</exception>
    public static PlaceLearner Open(string folder, Network shipped, LearnerPlan plan, Func<IEnumerable<LabelledPicture>> anchors)
    {
        ArgumentNullException.ThrowIfNull(shipped);
        ArgumentNullException.ThrowIfNull(plan);
        StageEnd end = StageEnd.Of(shipped, plan.Stage == 0 ? shipped.Stages.Count : plan.Stage);
        return new PlaceLearner(shipped, plan, anchors, new StoreDisk(folder), SampleMemory.Open(Path.Combine(folder, "memory"), end.Memory),
            ModelStore.Open(Path.Combine(folder, "models"), shipped.Definition), end);
    }

    /// <summary>Takes a labelled picture; when this returns, it is on the disk.</summary>
    /// <param name="picture">As the network sees it.</param>
    /// <param name="label">Class index.</param>
    /// <param name="source">Where the label comes from.</param>
    /// <param name="name">Id of the event.</param>
    /// <param name="time">Unix seconds.</param>
    /// <exception cref="ArgumentException">A label or id that cannot be.</exception>
    /// <exception cref="IOException">The disk refuses; nothing has changed.</exception>
    public InsertAnswer Add(ReadOnlySpan<byte> picture, byte label, LabelSource source, string name, long time)
    {
        short[] map = new short[End.MapLength];
        int[] answer = new int[1], loss = new int[1];
        End.Map(picture, _workspace, map);
        End.Score(Serving, map, [label], answer, loss);
        return _memory.Insert(map, label, source, name, time, loss[0]);
    }

    /// <summary>Goes on: begins a round when it is time, takes steps of its chain, and ends it.</summary>
    /// <param name="steps">At most so many.</param>
    /// <returns>What the guard said, where a round ended; else null.</returns>
    /// <exception cref="IOException">The disk refuses; the same call later goes on.</exception>
    public GuardDecision? Run(long steps)
    {
        if (_tuner is null && !Begin())
            return null;
        _tuner!.Run(steps);
        _trace.Add(_tuner);
        if (_tuner.IsDone)
            return Decide();
        if (_tuner.Steps - _saved >= _plan.CheckpointSteps)
            Save();
        return null;
    }

    /// <summary>Writes the chain down, so that the next start goes on from here.</summary>
    /// <exception cref="IOException">The disk refuses; the checkpoint before stays.</exception>
    public void Save()
    {
        if (_tuner is null || _tuner.Steps == _saved)
            return;
        using MemoryStream stream = new();
        stream.Write(BitConverter.GetBytes(_round!.Hash));
        _tuner.Save(stream);
        _disk.Write(ChainFile, stream.ToArray());
        _saved = _tuner.Steps;
    }

    /// <summary>Lets the network serve that served before.</summary>
    /// <returns>False where the shipped network serves already.</returns>
    /// <exception cref="IOException">The disk refuses; nothing has changed.</exception>
    public bool Back() => _store.Back();

    /// <summary>Lets an adaptation from elsewhere serve. Whether it deserves trust is the caller's matter.</summary>
    /// <param name="patch">Of the shipped network or of the one that serves.</param>
    /// <exception cref="PatchException">Of another; nothing changes.</exception>
    /// <exception cref="IOException">The disk refuses; nothing has changed.</exception>
    public void Apply(Patch patch)
    {
        ArgumentNullException.ThrowIfNull(patch);
        Patch local = patch;
        if (patch.Base != _store.CurrentHash && _hash.StartsWith(patch.Base, StringComparison.Ordinal))
        {
            NetworkDefinition result = PatchDiff.Apply(_store.Shipped, patch);
            local = PatchDiff.Of(_store.Current, result, patch.Provenance is { } origin ? origin with { Base = PatchDiff.HashOf(_store.Current) } : null);
        }

        // The guard divides its levels by how many networks there were to compare with.
        _guard.CountSwap();
        Write(_book with { Looks = _guard.Looks });
        _store.Accept(local);
    }

    /// <summary>How it stands.</summary>
    public LearnerStatus Status => new()
    {
        Waiting = _tuner is null ? WaitingFor() : null,
        Round = _round?.Header.Number ?? _book.Rounds,
        Steps = _tuner?.Steps ?? 0,
        StepsTotal = _tuner?.Plan.Steps ?? 0,
        FirstRisk = _tuner?.FirstRisk ?? 0,
        Risk = _tuner?.Risk ?? 0,
        AcceptedSigns = _tuner?.Acceptance(0) ?? double.NaN,
        AcceptedExit = _tuner?.Acceptance(1) ?? double.NaN,
        EffectiveSamples = _trace.EffectiveSamples,
        Looks = _guard.Looks,
        Decision = _decision,
    };

    private IEnumerable<LabelledPicture> Guarded() => _anchors().Where((_, index) => !AnchorSplit.IsRehearsed(index));

    private string? WaitingFor()
    {
        GuardNeeds needs = _guard.Needs;
        int anchors = _anchorCounts.Sum(), rarest = _anchorCounts.Min();
        if (anchors < needs.Anchors || rarest < needs.AnchorsOfClass)
        {
            return $"found {anchors} anchors for the guard in the model file, {rarest} of the rarest class, expected at least {needs.Anchors} and {needs.AnchorsOfClass} "
                + "of each class: vigie anchors puts them there";
        }

        // A memory that had to begin anew has accepted fewer than the last round knew.
        ulong labels = _memory.Accepted >= _book.Accepted ? _memory.Accepted - _book.Accepted : _memory.Accepted;
        // Each look makes the next one dearer: a round must have something to add.
        ulong least = Math.Max((ulong)_plan.LabelsPerRound, _book.Accepted / 4);
        if (labels < least)
            return $"{labels} of {least} labels for the next round";
        int guarded = _memory.Samples(MemoryPart.Guard).Count;
        if (guarded < needs.Samples)
            return $"{guarded} of {needs.Samples} labelled samples that the guard needs";
        return _memory.Samples(MemoryPart.Chain).Count == 0 ? "no labelled sample for the chain" : null;
    }

    private bool Begin()
    {
        if (WaitingFor() is not null)
            return false;
        int number = _book.Rounds + 1;
        TunerPlan chain = _plan.Chain with { Seed = SplitMix.Mix(_plan.Chain.Seed, (ulong)number) };
        Round round = Round.Of(RoundHeader.Of(number, _hash, End.Stage, End.Memory.Description, new Rehearsal(End, _anchors()).Hash, _memory.Accepted, chain), _memory.Samples(MemoryPart.Chain));
        _disk.Write(RoundFile, round.File);
        Take(round);
        return true;
    }

    private void Take(Round round)
    {
        _tuner = round.Begin(End, _anchors());
        (_round, _saved) = (round, 0);
        _trace.Begin(_tuner);
    }

    /// <summary>Goes on with the round that the folder holds.</summary>
    private void Resume()
    {
        if (_disk.Read(RoundFile) is not { } file)
            return;
        try
        {
            Round round = Round.Read(file);
            if (round.Header.Shipped != _hash || round.Header.Memory != End.Memory.Description || round.Header.Stage != End.Stage)
                throw new InvalidDataException("found a round of another network, stage or packing");
            Take(round);
            LoadChain();
        }
        catch (Exception fault) when (fault is InvalidDataException or ArgumentException)
        {
            _notices.Add($"{RoundFile}: {fault.Message}; it is left, and the next begins with the labels as they are");
            (_round, _tuner) = (null, null);
            _disk.Remove(RoundFile);
        }
    }

    private void LoadChain()
    {
        if (_disk.Read(ChainFile) is not { } file)
            return;
        // A checkpoint of the round before has another hash; that is no fault.
        if (file.Length < sizeof(ulong) || BitConverter.ToUInt64(file) != _round!.Hash)
            return;
        try
        {
            using MemoryStream stream = new(file, sizeof(ulong), file.Length - sizeof(ulong));
            _tuner!.Load(stream);
            _saved = _tuner.Steps;
        }
        catch (InvalidDataException fault)
        {
            _notices.Add($"{ChainFile}: {fault.Message}; the chain of the round begins again, and comes to the same end");
        }
    }

    /// <summary>Asks the guard, and lets the draw serve where it says yes. Cut at any instant, the next start comes to the same end.</summary>
    private GuardDecision? Decide()
    {
        Round round = _round!;
        NetworkDefinition candidate = ExitRecalibration.Of(_store.Shipped, _tuner!.Export(), Guarded());
        string result = PatchDiff.HashOf(candidate);
        GuardDecision? decision = null;
        // The same: a power cut came between its acceptance and here.
        if (!result.StartsWith(_store.CurrentHash, StringComparison.Ordinal))
            decision = Look(round, candidate);
        if (decision is { IsAccepted: true })
        {
            _disk.Write($"{result[..PatchEnvelope.HashDigits]}.round", round.File);
            _store.Accept(PatchDiff.Of(_store.Current, candidate, Provenance(round, decision, result)));
        }

        Rescore();
        _disk.Remove(RoundFile);
        (_round, _tuner) = (null, null);
        return _decision = decision ?? _decision;
    }

    /// <summary>One look; the book knows of it before anything is done about it. Where a cut came in between, it is the same look again.</summary>
    private GuardDecision Look(Round round, NetworkDefinition candidate)
    {
        bool isAgain = _book.Rounds == round.Header.Number;
        GuardAnswers samples = new(End, Serving, candidate), anchors = new(End, _store.Shipped, candidate);
        Guard guard = isAgain ? new Guard(_plan.Guard ?? new GuardPlan(_shipped.Classes.Count), _book.Looks - 1) : _guard;
        GuardDecision decision = guard.Decide(samples.Of(_memory.Samples(MemoryPart.Guard)), anchors.Of(Guarded(), _shipped), IsShipped);
        if (!isAgain)
            Write(new LearnerBook(_guard.Looks, round.Header.Number, round.Header.Accepted));
        return decision;
    }

    private PatchProvenance Provenance(Round round, GuardDecision decision, string result) => new()
    {
        Base = PatchDiff.HashOf(_store.Current),
        Result = result,
        Samples = [.. round.Samples.GroupBy(sample => (sample.Source, sample.Label)).OrderBy(group => group.Key)
            .Select(group => new SampleCount(LabelSources.NameOf(group.Key.Source), _shipped.Classes[group.Key.Label], group.Count()))],
        Memory = round.Hash.ToString("x16", System.Globalization.CultureInfo.InvariantCulture),
        Seed = round.Header.Seed,
        Chain = 0,
        Steps = round.Header.Steps,
        Lambda = round.Header.Lambda,
        Law = System.FormattableString.Invariant($"stage {round.Header.Stage}, flips {round.Header.Flips}, exit width {round.Header.ExitWidth}, balance {round.Header.Balance}, round {round.Header.Number}"),
        Guard = new SortedDictionary<string, double>(StringComparer.Ordinal)
        {
            ["look"] = decision.Look,
            ["gained"] = decision.Counts.Gained,
            ["lost"] = decision.Counts.Lost,
            ["samples"] = decision.Counts.Samples,
            ["p"] = decision.Found,
            ["level"] = decision.Expected,
            ["anchors"] = _anchorCounts.Sum(),
        },
    };

    /// <summary>The losses by which samples stay are those of the network that serves.</summary>
    private void Rescore()
    {
        IReadOnlyList<LabelledSample> samples = _memory.Samples(MemoryPart.Chain);
        int[] losses = new int[samples.Count], answers = new int[samples.Count];
        short[] maps = new short[Math.Min(samples.Count, ScoredAtOnce) * End.MapLength];
        byte[] labels = new byte[ScoredAtOnce];
        for (int start = 0; start < losses.Length; start += ScoredAtOnce)
        {
            int count = Math.Min(ScoredAtOnce, losses.Length - start);
            for (int i = 0; i < count; i++)
            {
                End.Memory.Packing.Unpack(samples[start + i].Packed, maps.AsSpan(i * End.MapLength, End.MapLength));
                labels[i] = samples[start + i].Label;
            }

            End.Score(Serving, maps.AsSpan(0, count * End.MapLength), labels.AsSpan(0, count), answers.AsSpan(start, count), losses.AsSpan(start, count));
        }

        _memory.Rescore(MemoryPart.Chain, losses);
    }

    private void Write(LearnerBook book)
    {
        book.Write(_disk, _hash);
        _book = book;
    }
}
