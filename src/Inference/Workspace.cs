using Inference.Kernels;

namespace Inference;

/// <summary>
/// Every buffer of one run of one network, allocated once by <see cref="Network.CreateWorkspace"/>; one thread at a time.
/// </summary>
public sealed class Workspace
{
    private readonly short[][] _values;
    private readonly ulong[][] _bits;

    internal Workspace(Network? owner, WorkspacePlan plan)
    {
        Owner = owner;
        _values = [new short[plan.Values[0]], new short[plan.Values[1]]];
        _bits = [new ulong[plan.Bits[0]], new ulong[plan.Bits[1]]];
        Pixels = new byte[plan.Pixels];
        SignedBytes = new sbyte[plan.SignedBytes];
        PaddedPixels = new short[plan.PaddedPixels];
        PaddedBits = new ulong[plan.PaddedBits];
        Sums = new AlignedBuffer<short>(plan.Sums);
        CellSums = new int[plan.CellSums];
        Features = new short[plan.Features];
        Logits = new int[plan.Classes];
        ProbabilityBuffer = new int[plan.Classes];
    }

    /// <summary>Probability of each class in the last answer, in 1/65536; all 0 before the first.</summary>
    public ReadOnlySpan<int> Probabilities => ProbabilityBuffer;

    internal Network? Owner { get; }

    internal byte[] Pixels { get; }

    internal sbyte[] SignedBytes { get; }

    internal short[] PaddedPixels { get; }

    internal ulong[] PaddedBits { get; }

    internal AlignedBuffer<short> Sums { get; }

    internal int[] CellSums { get; }

    internal short[] Features { get; }

    internal int[] Logits { get; }

    internal int[] ProbabilityBuffer { get; }

    internal Span<short> Values(Activation at) => _values[at.Slot].AsSpan(0, at.Map.Elements);

    internal Span<ulong> Bits(Activation at) => _bits[at.Slot].AsSpan(0, at.Map.Pixels * at.Map.Words);
}
