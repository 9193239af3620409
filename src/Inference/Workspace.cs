using System.Runtime.InteropServices;
using Inference.Exits;
using Inference.Kernels;

namespace Inference;

/// <summary>
/// Every buffer of one run of one network, allocated once by <see cref="Network.CreateWorkspace"/>; one thread at a time.
/// </summary>
public sealed class Workspace
{
    private readonly byte[] _maps;
    private readonly int _start;

    internal Workspace(Network? owner, WorkspacePlan plan)
    {
        Owner = owner;
        OpenExits = int.MaxValue;
        _maps = GC.AllocateArray<byte>(plan.Bytes + WorkspacePlan.Alignment, pinned: true);
        _start = AlignedStart(_maps);
        Pixels = new byte[plan.Pixels];
        PaddedPixels = new short[plan.PaddedPixels];
        PaddedBits = new ulong[plan.PaddedBits];
        PaddedFloats = new float[plan.PaddedFloats];
        Sums = new AlignedBuffer<short>(plan.Sums);
        CellSums = new int[plan.CellSums];
        Features = new short[plan.Features];
        Logits = new int[plan.Classes];
        ProbabilityBuffer = new int[plan.Classes];
        Votes = new VoteTally(plan.HasVote ? plan.Classes : 0);
    }

    /// <summary>Probability of each class in the last answer, in 1/65536; all 0 before the first.</summary>
    public ReadOnlySpan<int> Probabilities => ProbabilityBuffer;

    /// <summary>Memory of all its buffers.</summary>
    public long Bytes => _maps.Length + Pixels.Length + sizeof(short) * ((long)PaddedPixels.Length + Sums.Length + Features.Length)
        + sizeof(ulong) * (long)PaddedBits.Length + sizeof(int) * ((long)PaddedFloats.Length + CellSums.Length + Logits.Length + ProbabilityBuffer.Length) + Votes.Bytes;

    /// <summary>
    /// Early exits up to this one may answer, those after it never do: 0 leaves all to the last exit. At first all may. For an exit whose answers
    /// have turned out worse than promised; what the exits after it were promised holds of the cascade with it only, so they close as well.
    /// </summary>
    public int OpenExits { get; set; }

    /// <summary>Stage after which the last run stopped, from 1; 0 before the first.</summary>
    internal int Reached { get; set; }

    /// <summary>The class that the exit that ran last answers.</summary>
    internal int Answer { get; set; }

    /// <summary>The least probability that any member of that exit gives to the answer, in 1/65536.</summary>
    internal int LeastVote { get; set; }

    /// <summary>Multiply-accumulates that it spent.</summary>
    internal long ExitMacs { get; set; }

    internal Network? Owner { get; }

    internal byte[] Pixels { get; }

    internal short[] PaddedPixels { get; }

    internal ulong[] PaddedBits { get; }

    internal float[] PaddedFloats { get; }

    internal AlignedBuffer<short> Sums { get; }

    internal int[] CellSums { get; }

    internal short[] Features { get; }

    internal int[] Logits { get; }

    internal int[] ProbabilityBuffer { get; }

    internal VoteTally Votes { get; }

    internal Span<sbyte> SignedBytes(Activation at) => Map<sbyte>(at);

    internal Span<short> Values(Activation at) => Map<short>(at);

    internal Span<ulong> Bits(Activation at) => Map<ulong>(at);

    internal Span<float> Floats(Activation at) => Map<float>(at);

    /// <summary>Room from <see cref="WorkspacePlan.ReserveScratch"/>; holds anything when a run starts.</summary>
    internal Span<T> Scratch<T>(Activation at)
        where T : unmanaged => Map<T>(at);

    /// <summary>Makes the logits of a head the answer: the likeliest class, of equally probable ones the lowest.</summary>
    internal void Conclude(long macs)
    {
        Softmax.Compute(Logits, ProbabilityBuffer);
        int best = 0;
        for (int k = 1; k < ProbabilityBuffer.Length; k++)
            best = ProbabilityBuffer[k] > ProbabilityBuffer[best] ? k : best;
        (Answer, LeastVote, ExitMacs) = (best, ProbabilityBuffer[best], macs);
    }

    private Span<T> Map<T>(Activation at)
        where T : unmanaged => MemoryMarshal.Cast<byte, T>(_maps.AsSpan(_start + at.Start, at.Map.Bytes));

    private static unsafe int AlignedStart(byte[] pinned)
    {
        fixed (byte* first = pinned)
            return (int)(-(nint)first & (WorkspacePlan.Alignment - 1));
    }
}
