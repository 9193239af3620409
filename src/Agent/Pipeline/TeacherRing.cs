using Inference;
using Inference.Format;
using Optimizers.Learning.Memory;

namespace Agent.Pipeline;

/// <summary>
/// Answers of exits that may teach an earlier one, with their crops: what the last exit says, in an audit or because nobody before it would, and what an exit with
/// a stronger certificate says. At most one a track. The frame loop writes, the learner reads; when it is full, an answer more is left out.
/// </summary>
internal sealed class TeacherRing
{
    private const int Capacity = 8;
    private const int Remembered = 2 * Tracking.Tracker.RegionLimit;
    private readonly bool[] _teaches;
    private readonly byte[][] _crops;
    private readonly Lesson[] _lessons = new Lesson[Capacity];
    private readonly long[] _tracks = new long[Remembered];
    private int _nextTrack;
    private long _written;
    private long _read;

    /// <summary>Makes a ring.</summary>
    /// <param name="network">Whose exits; certificates say which are stronger.</param>
    /// <param name="stage">The stage that learns, from 1.</param>
    public TeacherRing(NetworkDefinition network, int stage)
    {
        _crops = [.. Enumerable.Range(0, Capacity).Select(_ => new byte[network.Input.Length])];
        _teaches = [.. Enumerable.Range(1, network.Stages.Count).Select(exit => exit > stage && IsStronger(network, exit, stage))];
    }

    /// <summary>Offers an answer. Allocates nothing.</summary>
    public void Offer(long track, ReadOnlySpan<byte> crop, in Prediction answer)
    {
        if (_teaches[answer.Exit - 1])
            Write(track, crop, answer.Class, LabelSource.LaterExit);
    }

    /// <summary>Offers what the last exit said of an answer that was audited. Allocates nothing.</summary>
    /// <param name="track">The track.</param>
    /// <param name="crop">The crop.</param>
    /// <param name="last">Class by the last exit.</param>
    public void OfferAudit(long track, ReadOnlySpan<byte> crop, int last)
    {
        if (_teaches[^1])
            Write(track, crop, last, LabelSource.Audit);
    }

    /// <summary>Takes the oldest.</summary>
    /// <param name="lesson">Of which track, which class, from where.</param>
    /// <param name="crop">Receives the crop.</param>
    /// <returns>False when none waits.</returns>
    public bool TryTake(out Lesson lesson, Span<byte> crop)
    {
        lesson = default;
        long read = _read;
        if (read == Volatile.Read(ref _written))
            return false;
        lesson = _lessons[read % Capacity];
        _crops[read % Capacity].CopyTo(crop);
        Volatile.Write(ref _read, read + 1);
        return true;
    }

    /// <summary>Certificates are held against the last exit; of two others the one that promises less error is stronger.</summary>
    private static bool IsStronger(NetworkDefinition network, int exit, int stage)
    {
        if (exit == network.Stages.Count)
            return true;
        Certificate? teacher = network.Stages[exit - 1].Exit.Certificate, pupil = network.Stages[stage - 1].Exit.Certificate;
        return teacher is not null
            && (pupil is null || (teacher.Reference == pupil.Reference && teacher.RiskPpm < pupil.RiskPpm && teacher.FailurePpm <= pupil.FailurePpm));
    }

    private void Write(long track, ReadOnlySpan<byte> crop, int label, LabelSource source)
    {
        long written = _written;
        if (written - Volatile.Read(ref _read) >= Capacity || _tracks.AsSpan().Contains(track))
            return;
        _tracks[_nextTrack] = track;
        _nextTrack = (_nextTrack + 1) % Remembered;
        crop.CopyTo(_crops[written % Capacity]);
        _lessons[written % Capacity] = new Lesson(track, label, source);
        Volatile.Write(ref _written, written + 1);
    }

    /// <summary>What a crop is, by an exit that may teach.</summary>
    /// <param name="Track">The track.</param>
    /// <param name="Class">Class index.</param>
    /// <param name="Source">Which way it came.</param>
    public readonly record struct Lesson(long Track, int Class, LabelSource Source);
}
