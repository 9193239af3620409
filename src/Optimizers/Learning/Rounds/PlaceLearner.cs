using System.Globalization;
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
/// Folder: <c>memory/samples.log</c> (<see cref="SampleMemory"/>), <c>models/</c> (<see cref="ModelStore"/>), <c>book-…</c> (<see cref="LearnerBook"/>),
/// <c>round</c> and <c>chain</c> while a chain runs, <c>RESULT.round</c> for each that was accepted, by which anyone can run its chain again. One thread.
/// What the chain sees depends on nothing that the guard decided: samples stay by their loss under the shipped weights, and every chain begins at those.
/// </remarks>
public sealed class PlaceLearner
{
    private const string RoundFile = "round", ChainFile = "chain";
    private readonly Network _shipped;
    private readonly string _hash;
    private readonly string _bookName;
    private readonly LearnerPlan _plan;
    private readonly Func<IEnumerable<LabelledPicture>> _anchors;
    private readonly StoreDisk _disk;
    private readonly SampleMemory _memory;
    private readonly ModelStore _store;
    private readonly GuardPlan _levels;
    private readonly Workspace _workspace;
    private readonly int[] _anchorCounts;
    private readonly List<string> _notices = [];
    private readonly RiskTrace _trace = new();
    private LearnerBook _book;
    private Round? _round;
    private StageTuner? _tuner;
    private NetworkDefinition? _candidate;
    private long _saved;

    internal PlaceLearner(Network shipped, LearnerPlan plan, Func<IEnumerable<LabelledPicture>> anchors, StoreDisk disk, SampleMemory memory, ModelStore store, StageEnd end)
    {
        (_shipped, _plan, _anchors, _disk, _memory, _store, End) = (shipped, plan with { Chain = end.Fit(plan.Chain) }, anchors, disk, memory, store, end);
        end.Check(_plan.Chain);
        _hash = PatchDiff.HashOf(shipped.Definition);
        _workspace = shipped.CreateWorkspace();
        _anchorCounts = new int[shipped.Classes.Count];
        foreach (LabelledPicture anchor in Guarded())
            _anchorCounts[anchor.Label]++;
        _levels = plan.Guard ?? new GuardPlan(shipped.Classes.Count);
        // By what the memory is keyed by: the guard's part of it is what looks are spent on.
        _bookName = $"book-{shipped.Hash[..16]}-{end.Stage}";
        _book = LearnerBook.Read(disk, _bookName, out string? notice);
        if (notice is not null)
            _book.Write(disk, _bookName);
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
        End.Score(_shipped.Definition, map, [label], answer, loss);
        return _memory.Insert(map, label, source, name, time, loss[0]);
    }

    /// <summary>Goes on: begins a round when it is time, takes steps of its chain, and ends it.</summary>
    /// <param name="steps">At most so many.</param>
    /// <returns>What the guard said, where a round ended; else null.</returns>
    /// <exception cref="IOException">The disk refuses; the same call later goes on.</exception>
    public GuardDecision? Run(long steps)
    {
        if (_round is null && !Begin())
            return null;
        if (_tuner is not null)
        {
            _tuner.Run(steps);
            _trace.Add(_tuner);
            if (!_tuner.IsDone)
            {
                if (_tuner.Steps - _saved >= _plan.CheckpointSteps)
                    Save();
                return null;
            }

            // The chain has done its work; what it holds is not needed beside what the guard will.
            _candidate = ExitRecalibration.Of(_store.Shipped, _tuner.ExportSmall(), Guarded());
            _tuner = null;
        }

        return Decide(_round!, _candidate!);
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

    /// <summary>Lets the network serve that the one which serves was made of.</summary>
    /// <returns>False where the shipped network serves already.</returns>
    /// <exception cref="IOException">The disk refuses; nothing has changed.</exception>
    public bool Back()
    {
        DropDecided();
        return _store.Back();
    }

    /// <summary>Lets an adaptation from elsewhere serve. Whether it deserves trust is the caller's matter.</summary>
    /// <param name="patch">Of the shipped network or of the one that serves.</param>
    /// <returns>False where its result serves already.</returns>
    /// <exception cref="PatchException">Of another; nothing changes.</exception>
    /// <exception cref="IOException">The disk refuses; the network before goes on serving.</exception>
    public bool Apply(Patch patch)
    {
        ArgumentNullException.ThrowIfNull(patch);
        if (patch.Result == _store.CurrentHash)
            return false;
        bool isOfShipped = patch.Base != _store.CurrentHash && _hash.StartsWith(patch.Base, StringComparison.Ordinal);
        NetworkDefinition result = PatchDiff.Apply(isOfShipped ? _store.Shipped : _store.Current, patch);
        Patch local = !isOfShipped ? patch
            : PatchDiff.Of(_store.Current, result, patch.Provenance is { } origin ? origin with { Base = PatchDiff.HashOf(_store.Current) } : null);
        DropDecided();
        // The guard divides its levels by how many networks there were to compare with.
        Write(_book with { Looks = _book.Looks + 1 });
        _store.Accept(local);
        return true;
    }

    /// <summary>Why no chain runs, in words; null: one does, or may begin.</summary>
    public string? Waiting => _round is null ? WaitingFor() : null;

    /// <summary>How it stands. Costs more than <see cref="Waiting"/>: for reports.</summary>
    public LearnerStatus Status => new()
    {
        Waiting = Waiting,
        Round = _round?.Header.Number ?? _book.Rounds,
        Steps = _tuner?.Steps ?? 0,
        StepsTotal = _tuner?.Plan.Steps ?? 0,
        FirstRisk = _tuner?.FirstRisk ?? 0,
        Risk = _tuner?.Risk ?? 0,
        AcceptedSigns = _tuner?.Acceptance(0) ?? double.NaN,
        AcceptedExit = _tuner?.Acceptance(1) ?? double.NaN,
        EffectiveSamples = _trace.EffectiveSamples,
        Looks = _book.Looks,
        Decision = _book.Decision,
    };

    private IEnumerable<LabelledPicture> Guarded() => AnchorSplit.GuardedOf(_anchors());

    private string? WaitingFor()
    {
        GuardNeeds needs = new Guard(_levels, _book.Looks).Needs;
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
        Rehearsal rehearsal = new(End, _anchors());
        RoundHeader header = RoundHeader.Of(number, _hash, End.Stage, End.Memory.Description, rehearsal.Hash, _memory.Accepted, chain);
        byte[] file = Round.FileOf(header, _memory.Samples(MemoryPart.Chain));
        _disk.Write(RoundFile, file);
        Take(Round.Read(file), rehearsal);
        return true;
    }

    private void Take(Round round, Rehearsal rehearsal)
    {
        _tuner = round.Begin(End, rehearsal);
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
            Take(round, new Rehearsal(End, _anchors()));
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

    /// <summary>Asks the guard, once, and lets the candidate serve where it said yes. Cut at any instant, the next start comes to the same end.</summary>
    private GuardDecision? Decide(Round round, NetworkDefinition candidate)
    {
        string result = PatchDiff.HashOf(candidate);
        bool serves = result.StartsWith(_store.CurrentHash, StringComparison.Ordinal);
        if (_book.Rounds != round.Header.Number)
            Write(Look(round, serves ? null : candidate));
        if (!serves && _book.Decision is { IsAccepted: true } decision)
        {
            _disk.Write($"{result[..PatchEnvelope.HashDigits]}.round", _disk.Read(RoundFile) ?? []);
            _store.Accept(PatchDiff.Of(_store.Current, candidate, Provenance(round, decision, result)));
        }

        Finish();
        return _book.Decision;
    }

    /// <summary>The book after one look.</summary>
    private LearnerBook Look(Round round, NetworkDefinition? candidate)
    {
        LearnerBook book = _book with { Rounds = round.Header.Number, Accepted = round.Header.Accepted, Decision = null };
        if (candidate is null)
            return book;
        Guard guard = new(_levels, _book.Looks);
        PairedAnswer[] samples = new GuardAnswers(End, Serving, candidate).Of(_memory.Samples(MemoryPart.Guard));
        PairedAnswer[] anchors = End.Stage == _shipped.Stages.Count
            ? new GuardAnswers(End, _store.Shipped, candidate).Of(Guarded(), _shipped)
            : GuardAnswers.OfWhole(_shipped, new Network(candidate), Guarded());
        GuardDecision decision = guard.Decide(samples, anchors, IsShipped);
        return book with { Looks = guard.Looks, Decision = decision };
    }

    /// <summary>A round whose decision is in the book, but which a fault kept from ending, must not end over what is asked for now.</summary>
    private void DropDecided()
    {
        if (_round is not null && _book.Rounds == _round.Header.Number)
            Finish();
    }

    private void Finish()
    {
        _disk.Remove(RoundFile);
        (_round, _tuner, _candidate) = (null, null, null);
    }

    private PatchProvenance Provenance(Round round, GuardDecision decision, string result) => new()
    {
        Base = PatchDiff.HashOf(_store.Current),
        Result = result,
        Samples = [.. round.Samples.GroupBy(sample => (sample.Source, sample.Label)).OrderBy(group => group.Key)
            .Select(group => new SampleCount(LabelSources.NameOf(group.Key.Source), _shipped.Classes[group.Key.Label], group.Count()))],
        Memory = round.Hash.ToString("x16", CultureInfo.InvariantCulture),
        Seed = round.Header.Seed,
        Chain = 0,
        Steps = round.Header.Steps,
        Lambda = round.Header.Lambda,
        Law = FormattableString.Invariant($"stage {round.Header.Stage}, round {round.Header.Number}, balance {round.Header.Balance}; judged against {_store.CurrentHash}"),
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

    private void Write(LearnerBook book)
    {
        book.Write(_disk, _bookName);
        _book = book;
    }
}
