namespace Optimizers.Learning.Patches;

/// <summary>
/// An adaptation: what differs between two networks of one graph, which networks, whence, and who vouches for it. Immutable; docs/patch-format.md gives
/// the bytes.
/// </summary>
public sealed class Patch
{
    private readonly byte[] _changes;
    private readonly byte[] _provenance;

    /// <summary>Makes a patch without signature.</summary>
    /// <param name="baseHash">Of the network before, at least 16 hex digits of <see cref="PatchDiff.HashOf"/>; the first 16 are kept.</param>
    /// <param name="resultHash">Of the network after.</param>
    /// <param name="changes">What differs.</param>
    /// <param name="provenance">Where it comes from; null: not said.</param>
    /// <exception cref="PatchException">Larger than a patch may be; or provenance of another patch.</exception>
    internal Patch(string baseHash, string resultHash, PatchChanges changes, PatchProvenance? provenance)
    {
        (Base, Result) = (baseHash[..PatchEnvelope.HashDigits], resultHash[..PatchEnvelope.HashDigits]);
        _changes = ChangesCoder.Write(changes, out PatchChanges coded);
        (Changes, Provenance) = (coded, provenance);
        _provenance = provenance is null ? [] : PatchProvenance.Write(provenance);
        CheckProvenance();
    }

    /// <summary>Takes the parts of a file.</summary>
    internal Patch(PatchEnvelope envelope)
    {
        (Base, Result, Signature) = (envelope.Base, envelope.Result, envelope.Signature);
        (_changes, _provenance) = (envelope.Changes, envelope.Provenance);
        Changes = ChangesCoder.Read(_changes);
        Provenance = _provenance.Length == 0 ? null : PatchProvenance.Read(_provenance);
        CheckProvenance();
    }

    /// <summary>The network it applies to: first 16 hex digits of <see cref="PatchDiff.HashOf"/>.</summary>
    public string Base { get; }

    /// <summary>The network it makes of it.</summary>
    public string Result { get; }

    /// <summary>What differs.</summary>
    public PatchChanges Changes { get; }

    /// <summary>Where it comes from; null: not said.</summary>
    public PatchProvenance? Provenance { get; }

    /// <summary>Who vouches for it; null: nobody. Not checked: <see cref="PatchKeys.Verify"/> does.</summary>
    public PatchSignature? Signature { get; }

    /// <summary>Bytes of the provenance in the file.</summary>
    public int ProvenanceBytes => _provenance.Length;

    /// <summary>Reads a patch.</summary>
    /// <param name="file">The whole file.</param>
    /// <exception cref="PatchException">Damaged, of another version, or larger than a patch may be.</exception>
    public static Patch Read(ReadOnlySpan<byte> file) => new(PatchEnvelope.Read(file));

    /// <summary>Reads a patch from a file.</summary>
    /// <exception cref="PatchException">As of bytes.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static Patch Read(string path)
    {
        using FileStream stream = File.OpenRead(path);
        if (stream.Length > PatchBounds.Bytes)
            throw new PatchException($"{stream.Length} bytes (in {path})", $"at most {PatchBounds.Bytes}");
        byte[] file = new byte[stream.Length];
        stream.ReadExactly(file);
        try
        {
            return Read(file);
        }
        catch (PatchException fault)
        {
            throw new PatchException($"{fault.Found} (in {path})", fault.Expected, fault);
        }
    }

    /// <summary>The file.</summary>
    public byte[] ToBytes() => Envelope(Signature).ToBytes();

    /// <summary>The same patch, signed.</summary>
    internal Patch With(PatchSignature signature) => new(Envelope(signature));

    /// <summary>What a signature by a key is over: all bytes of the file before the signature, the key's name included.</summary>
    internal byte[] Message(string key) => Envelope(new PatchSignature(key, new byte[PatchEnvelope.SignatureBytes])).Message();

    private PatchEnvelope Envelope(PatchSignature? signature) => new(Base, Result, _provenance, _changes, signature);

    private void CheckProvenance()
    {
        if (Provenance is null)
            return;
        if (Provenance.Base.Length != PatchBounds.WholeHashDigits || Provenance.Result.Length != PatchBounds.WholeHashDigits)
            throw new PatchException($"provenance with hashes of {Provenance.Base.Length} and {Provenance.Result.Length} digits", $"{PatchBounds.WholeHashDigits}");
        if (!Provenance.Base.StartsWith(Base, StringComparison.Ordinal) || !Provenance.Result.StartsWith(Result, StringComparison.Ordinal))
            throw new PatchException($"provenance of a patch from {Provenance.Base} to {Provenance.Result}", $"one from {Base}… to {Result}…");
    }
}
