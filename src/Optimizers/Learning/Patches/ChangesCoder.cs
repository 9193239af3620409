namespace Optimizers.Learning.Patches;

/// <summary>The changes of a patch as bytes; docs/patch-format.md gives the order.</summary>
internal static class ChangesCoder
{
    /// <summary>Writes changes.</summary>
    /// <param name="changes">What to write.</param>
    /// <param name="coded">The same, with <see cref="TensorChange.Bits"/>.</param>
    public static byte[] Write(PatchChanges changes, out PatchChanges coded)
    {
        RangeEncoder encoder = new();
        coded = Code(encoder, changes);
        return encoder.Finish();
    }

    /// <summary>Reads changes.</summary>
    /// <exception cref="PatchException">Not what <see cref="Write"/> writes: each set of changes has one form.</exception>
    public static PatchChanges Read(ReadOnlySpan<byte> bytes)
    {
        PatchChanges read = Code(new RangeDecoder(bytes), new PatchChanges(null, [], []));
        byte[] again = Write(read, out PatchChanges coded);
        return bytes.SequenceEqual(again) ? coded : throw new PatchException($"{bytes.Length} bytes of changes", $"the {again.Length} that these changes are written as");
    }

    private static PatchChanges Code(BitCoder coder, PatchChanges given)
    {
        PolicyChange? policy = null;
        if (coder.Flag(given.Policy is not null))
            policy = new PolicyChange(CertificateCoder.Policy(coder, given.Policy?.Before ?? 0), CertificateCoder.Policy(coder, given.Policy?.After ?? 0));
        ExitChange[] exits = new ExitChange[Count(coder, given.Exits.Count, "exits", 16)];
        for (int i = 0; i < exits.Length; i++)
        {
            exits[i] = Code(coder, i < given.Exits.Count ? given.Exits[i] : null);
            if (i > 0 && exits[i].Stage <= exits[i - 1].Stage)
                throw new PatchException($"exit {exits[i].Stage} after exit {exits[i - 1].Stage}", "ascending exits");
        }

        int tensors = Count(coder, given.Tensors.Count, "tensors", PatchBounds.Tensors), left = PatchBounds.Changes;
        List<TensorChange> changed = [];
        HashSet<string> names = [];
        for (int i = 0; i < tensors; i++)
        {
            TensorChange tensor = Code(coder, i < given.Tensors.Count ? given.Tensors[i] : null, left);
            left -= tensor.Positions.Count;
            if (!names.Add(tensor.Name))
                throw new PatchException($"{tensor.Name} twice", "each tensor once");
            changed.Add(tensor);
        }

        return new PatchChanges(policy, exits, changed);
    }

    private static ExitChange Code(BitCoder coder, ExitChange? given)
    {
        int stage = 1 + (int)coder.Plain((given?.Stage ?? 1) - 1, 4), delta = coder.Signed(given?.ThresholdDelta ?? 0);
        return coder.Flag(given?.CertificateChanges ?? false)
            ? new ExitChange(stage, delta, true, CertificateCoder.Code(coder, given?.Before), CertificateCoder.Code(coder, given?.After))
            : new ExitChange(stage, delta, false, null, null);
    }

    private static TensorChange Code(BitCoder coder, TensorChange? given, int left)
    {
        double before = coder.Bits;
        string name = TensorPlace.Code(coder, given?.Name ?? "stage1.layer1.weights");
        bool isFlips = coder.Flag(given?.IsFlips ?? false);
        int places = coder.Number(given?.Places ?? 0);
        int[] positions = new int[Count(coder, given?.Positions.Count ?? 0, "changes", Math.Min(places, left))];
        if (positions.Length == 0)
            throw new PatchException($"{name} without changes", "at least one");
        for (int i = 0; i < given?.Positions.Count; i++)
            positions[i] = given.Positions[i];
        PositionCoder.Code(coder, positions, places);
        long[] deltas = isFlips ? [] : new long[positions.Length];
        DeltaCoder delta = new();
        for (int i = 0; i < deltas.Length; i++)
            deltas[i] = delta.Code(coder, given?.Deltas[i] ?? 0);
        return new TensorChange(name, places, positions, deltas) { Bits = coder.Bits - before };
    }

    private static int Count(BitCoder coder, int count, string what, int most)
    {
        int coded = coder.Number(count);
        return coded <= most ? coded : throw new PatchException($"{coded} {what}", $"at most {most}");
    }
}
