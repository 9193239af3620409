using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Optimizers.Chains.Stages.Sliced;

/// <summary>
/// What every single flip of a unit's signs would change, all at once. A flip moves a sum by one step, so the unit's sign can change only in the samples
/// whose sum is next to 0; each of these has one gain g_s, the change of its loss if the unit's sign were the other, and
/// <c>ΔR_i = Σ g_s</c> over those in which flipping weight i moves the sum across: a product of a bit matrix and the gains.
/// </summary>
/// <remarks>Inputs are kept once more, sample by sample, so that the weights lie side by side.</remarks>
internal sealed class FlipField
{
    private readonly int _inputs;
    private readonly int _pitch;
    private readonly byte[] _bits;
    private readonly byte[] _signs;
    private readonly int[] _sums;

    /// <summary>Packs the inputs of all samples.</summary>
    /// <param name="inputs"><c>[samples][weights]</c>, ±1.</param>
    /// <param name="weights">Weights of a unit, without the bias.</param>
    public FlipField(ReadOnlySpan<sbyte> inputs, int weights)
    {
        _inputs = weights;
        _pitch = (weights + 7) / 8;
        _bits = new byte[checked(inputs.Length / weights * _pitch)];
        for (int i = 0; i < inputs.Length; i++)
        {
            if (inputs[i] < 0)
                _bits[(i / weights * _pitch) + (i % weights / 8)] |= (byte)(1 << (i % weights % 8));
        }

        _signs = new byte[_pitch];
        _sums = new int[_pitch * 8];
    }

    /// <summary>Bytes held.</summary>
    public long Bytes => _bits.LongLength + _signs.Length + (_sums.Length * sizeof(int));

    /// <summary>Adds up the gains.</summary>
    /// <param name="row">The unit's weights, ±1.</param>
    /// <param name="samples">Samples next to 0.</param>
    /// <param name="steps">2 where the sum is below 0 and would rise, −2 where it would fall; one a sample.</param>
    /// <param name="gains">g_s, one a sample, |g| below 2³⁰.</param>
    /// <param name="change"><c>[weights]</c>, filled.</param>
    public void Add(ReadOnlySpan<short> row, ReadOnlySpan<int> samples, ReadOnlySpan<short> steps, ReadOnlySpan<int> gains, Span<long> change)
    {
        change.Clear();
        _signs.AsSpan().Clear();
        for (int i = 0; i < _inputs; i++)
        {
            if (row[i] < 0)
                _signs[i / 8] |= (byte)(1 << (i % 8));
        }

        int most = 1;
        foreach (int gain in gains)
            most = Math.Max(most, Math.Abs(gain));
        // So few samples that a sum of 32 bits holds them.
        int few = Math.Max(1, int.MaxValue / most);
        for (int begin = 0; begin < samples.Length; begin += few)
        {
            int end = (int)Math.Min((long)begin + few, samples.Length);
            _sums.AsSpan().Clear();
            for (int s = begin; s < end; s++)
                AddSample(samples[s], steps[s] > 0, gains[s]);
            for (int i = 0; i < change.Length; i++)
                change[i] += _sums[i];
        }
    }

    /// <summary>
    /// Flipping w from +1 to −1 lets the sum rise where the input is −1, and the other way round: it rises where the signs of weight and input differ.
    /// </summary>
    private void AddSample(int sample, bool rises, int gain)
    {
        ref byte bits = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_bits), sample * _pitch);
        ref byte signs = ref MemoryMarshal.GetArrayDataReference(_signs);
        ref int sums = ref MemoryMarshal.GetArrayDataReference(_sums);
        Vector256<int> each = Vector256.Create(1, 2, 4, 8, 16, 32, 64, 128);
        Vector256<int> g = Vector256.Create(gain);
        int turn = rises ? 0 : 255;
        for (int b = 0; b < _pitch; b++)
        {
            int differs = Unsafe.Add(ref bits, b) ^ Unsafe.Add(ref signs, b) ^ turn;
            Vector256<int> mask = Vector256.Equals(Vector256.Create(differs) & each, each);
            ref int place = ref Unsafe.Add(ref sums, b * 8);
            (Vector256.LoadUnsafe(ref place) + (g & mask)).StoreUnsafe(ref place);
        }
    }
}
