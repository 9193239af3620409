using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Optimizers.Chains.Stages.Sliced;

/// <summary><see cref="Losses.Of"/> of eight samples at once, operation for operation, so bit for bit.</summary>
internal static class LossBatch
{
    /// <summary>Samples of a batch.</summary>
    public const int Size = 8;

    /// <summary>Fills the losses of eight samples.</summary>
    /// <param name="kind">Which loss.</param>
    /// <param name="logits"><c>[classes][8]</c>.</param>
    /// <param name="labels"><c>[8]</c>.</param>
    /// <param name="scale">As in <see cref="Losses.Of"/>.</param>
    /// <param name="losses"><c>[8]</c>.</param>
    public static void Fill(LossKind kind, ReadOnlySpan<int> logits, ReadOnlySpan<byte> labels, int scale, Span<int> losses)
    {
        if (kind == LossKind.CrossEntropy)
            CrossEntropy(logits, labels, scale, losses);
        else
            OneByOne(kind, logits, labels, scale, losses);
    }

    /// <summary>The definition, sample by sample.</summary>
    public static void OneByOne(LossKind kind, ReadOnlySpan<int> logits, ReadOnlySpan<byte> labels, int scale, Span<int> losses)
    {
        int classes = logits.Length / Size;
        Span<int> own = stackalloc int[classes];
        for (int s = 0; s < Size; s++)
        {
            for (int k = 0; k < classes; k++)
                own[k] = logits[(k * Size) + s];
            losses[s] = Losses.Of(kind, own, labels[s], scale);
        }
    }

    private static void CrossEntropy(ReadOnlySpan<int> logits, ReadOnlySpan<byte> labels, int scale, Span<int> losses)
    {
        ref int first = ref MemoryMarshal.GetReference(logits);
        Vector256<int> best = Vector256.LoadUnsafe(ref first);
        for (nuint k = Size; k < (nuint)logits.Length; k += Size)
            best = Vector256.Max(best, Vector256.LoadUnsafe(ref first, k));
        Vector256<float> sum = Vector256<float>.Zero;
        for (nuint k = 0; k < (nuint)logits.Length; k += Size)
            sum += Power(Vector256.LoadUnsafe(ref first, k) - best, scale);
        Vector256<int> own = Vector256.Create(
            logits[(labels[0] * Size) + 0], logits[(labels[1] * Size) + 1], logits[(labels[2] * Size) + 2], logits[(labels[3] * Size) + 3],
            logits[(labels[4] * Size) + 4], logits[(labels[5] * Size) + 5], logits[(labels[6] * Size) + 6], logits[(labels[7] * Size) + 7]);
        Vector256<int> loss = ((best - own) * Vector256.Create(scale)) + Log(sum);
        loss.StoreUnsafe(ref MemoryMarshal.GetReference(losses));
    }

    /// <summary>The exponentials of logits less the largest.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector256<float> Power(Vector256<int> logits, int scale) =>
        Exp2(Vector256.ConvertToSingle(logits) * Vector256.Create(scale * (1.44269504f / Losses.One)));

    /// <summary><see cref="Losses.Exp2"/> of eight numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector256<float> Exp2(Vector256<float> x)
    {
        x = Vector256.MaxNative(x, Vector256.Create(-126f));
        Vector256<float> whole = Vector256.Floor(x);
        Vector256<float> f = x - whole;
        Vector256<float> p = (Vector256.Create(0.00021702255f) * f) + Vector256.Create(0.0012439688f);
        p = (p * f) + Vector256.Create(0.009678841f);
        p = (p * f) + Vector256.Create(0.05548335f);
        p = (p * f) + Vector256.Create(0.24022982f);
        p = (p * f) + Vector256.Create(0.69314699f);
        p = (p * f) + Vector256<float>.One;
        return p * ((Vector256.ConvertToInt32Native(whole) + Vector256.Create(127)) << 23).AsSingle();
    }

    /// <summary><see cref="Losses.Log"/> of eight numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector256<int> Log(Vector256<float> x)
    {
        Vector256<int> bits = x.AsInt32();
        Vector256<int> exponent = (bits - Vector256.Create(0x3F3504F3)) >> 23;
        Vector256<float> m = (bits - (exponent << 23)).AsSingle() - Vector256<float>.One;
        Vector256<float> q = (Vector256.Create(0.070376836f) * m) - Vector256.Create(0.11514610f);
        q = (q * m) + Vector256.Create(0.11676998f);
        q = (q * m) - Vector256.Create(0.12420141f);
        q = (q * m) + Vector256.Create(0.14249323f);
        q = (q * m) - Vector256.Create(0.16668057f);
        q = (q * m) + Vector256.Create(0.20000714f);
        q = (q * m) - Vector256.Create(0.24999994f);
        q = (q * m) + Vector256.Create(0.33333331f);
        Vector256<float> square = m * m;
        Vector256<float> log = m + ((square * m * q) - (Vector256.Create(0.5f) * square));
        Vector256<float> scaled = (log * Vector256.Create((float)Losses.One)) + (Vector256.ConvertToSingle(exponent) * Vector256.Create(45426.094f))
            + Vector256.Create(0.5f);
        return Vector256.ConvertToInt32Native(Vector256.Floor(scaled));
    }
}
