using Inference;
using Inference.Format;

namespace Optimizers.Learning.Memory;

/// <summary>
/// A map of 16-bit values as Rice codes (Rice and Plaunt 1971; Golomb 1966) of <c>q = (x − t_c) &gt;&gt; Shift</c>, t_c the layer's thresholds. At shift 0
/// nothing is lost. Otherwise <c>x' = sat16((q &lt;&lt; Shift) + 2^Shift/2 + t_c)</c>: on the same side of the threshold, so that every sign the layer
/// reads is exact, and at most 2^Shift/2 from x in the value that passes around it.
/// </summary>
/// <remarks>
/// Byte 0: k, 0 to 17, the cheapest for the sample. Then for each value, low bits first, <c>z = 2q, q ≥ 0, or −2q − 1</c>: z &gt;&gt; k ones, a zero, the
/// low k bits of z. The last byte is filled with zeros. Packing what was unpacked gives the same bytes.
/// </remarks>
public sealed class MapPacking
{
    /// <summary>Steps of 128, half of 1.0: docs/learning.md says what it changes.</summary>
    public const int DefaultShift = 7;

    /// <summary>Coarser steps than 1,024 leave little but signs.</summary>
    public const int MostShift = 10;

    /// <summary>z has at most 17 bits.</summary>
    private const int MostParameter = 17;

    private readonly short[] _thresholds;

    /// <summary>Packs maps of a length.</summary>
    /// <param name="length">Values of a map, a multiple of the channels.</param>
    /// <param name="thresholds"><c>[channels]</c>; a value of the map belongs to channel index mod channels.</param>
    /// <param name="shift">0 to <see cref="MostShift"/>: log₂ of the step.</param>
    /// <exception cref="ArgumentException">A length that is no multiple.</exception>
    public MapPacking(int length, ReadOnlySpan<short> thresholds, int shift = DefaultShift)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(shift, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(shift, MostShift);
        if (length < 1 || thresholds.Length == 0 || length % thresholds.Length != 0)
            throw new ArgumentException($"found maps of {length} values and {thresholds.Length} thresholds, expected a multiple", nameof(length));
        (Length, Shift, _thresholds) = (length, shift, thresholds.ToArray());
    }

    /// <summary>Values of a map.</summary>
    public int Length { get; }

    /// <summary>log₂ of the step.</summary>
    public int Shift { get; }

    /// <summary>For the maps that the last layer of a stage reads.</summary>
    /// <param name="network">That holds it.</param>
    /// <param name="stage">From 1.</param>
    /// <param name="shift">0 to <see cref="MostShift"/>.</param>
    /// <exception cref="ArgumentException">The stage does not end in a binary_residual layer.</exception>
    public static MapPacking BeforeLast(Network network, int stage, int shift = DefaultShift)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentOutOfRangeException.ThrowIfLessThan(stage, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(stage, network.Stages.Count);
        if (network.Definition.Stages[stage - 1].Layers[^1] is not BinaryResidualDefinition layer)
            throw new ArgumentException($"stage {stage} of {network.Definition.Name}: found another last layer, expected binary_residual", nameof(stage));
        FeatureMap map = network.Stages[stage - 1].Output;
        return new MapPacking(map.Height * map.Width * layer.InputChannels, layer.Thresholds, shift);
    }

    /// <summary>Packs a map.</summary>
    /// <param name="map"><c>[Length]</c>.</param>
    public byte[] Pack(ReadOnlySpan<short> map)
    {
        CheckLength(map.Length);
        (int parameter, long bits) = Cheapest(map);
        byte[] packed = new byte[checked((int)(1 + ((bits + 7) / 8)))];
        packed[0] = (byte)parameter;
        long at = 8;
        for (int i = 0; i < map.Length; i++)
        {
            uint code = CodeOf(map, i);
            for (uint one = code >> parameter; one > 0; one--)
                Set(packed, at++);
            at++;
            for (int bit = 0; bit < parameter; bit++, at++)
            {
                if ((code >> bit & 1) != 0)
                    Set(packed, at);
            }
        }

        return packed;
    }

    /// <summary>Unpacks a map.</summary>
    /// <param name="packed">As <see cref="Pack"/> gave it.</param>
    /// <param name="map"><c>[Length]</c>.</param>
    /// <exception cref="InvalidDataException">No map of this length.</exception>
    public void Unpack(ReadOnlySpan<byte> packed, Span<short> map)
    {
        CheckLength(map.Length);
        if (packed.Length == 0 || packed[0] > MostParameter)
            throw new InvalidDataException(packed.Length == 0 ? "found an empty map" : $"found a Rice parameter of {packed[0]}, expected at most {MostParameter}");
        int parameter = packed[0];
        long at = 8;
        for (int i = 0; i < map.Length; i++)
        {
            uint code = 0;
            while (Get(packed, at++))
                code++;
            code <<= parameter;
            for (int bit = 0; bit < parameter; bit++)
                code |= Get(packed, at++) ? 1u << bit : 0;
            short threshold = _thresholds[i % _thresholds.Length];
            int q = (int)(code >> 1) ^ -(int)(code & 1);
            map[i] = ValueOf(q, threshold, Shift);
        }

        if ((at + 7) / 8 != packed.Length)
            throw new InvalidDataException($"found a map of {packed.Length} bytes, expected {(at + 7) / 8}");
    }

    /// <summary>x' of q.</summary>
    internal static short ValueOf(int q, short threshold, int shift) =>
        (short)Math.Clamp(((long)q << shift) + ((1 << shift) >> 1) + threshold, short.MinValue, short.MaxValue);

    private static void Set(byte[] packed, long at) => packed[at >> 3] |= (byte)(1 << (int)(at & 7));

    private static bool Get(ReadOnlySpan<byte> packed, long at) => at >> 3 < packed.Length
        ? (packed[(int)(at >> 3)] >> (int)(at & 7) & 1) != 0
        : throw new InvalidDataException($"found a map of {packed.Length} bytes, expected more");

    private uint CodeOf(ReadOnlySpan<short> map, int i)
    {
        int q = (map[i] - _thresholds[i % _thresholds.Length]) >> Shift;
        return (uint)((q << 1) ^ (q >> 31));
    }

    private (int Parameter, long Bits) Cheapest(ReadOnlySpan<short> map)
    {
        Span<long> bits = stackalloc long[MostParameter + 1];
        bits.Clear();
        for (int i = 0; i < map.Length; i++)
        {
            uint code = CodeOf(map, i);
            for (int k = 0; k <= MostParameter; k++)
                bits[k] += (code >> k) + 1 + k;
        }

        int best = 0;
        for (int k = 1; k <= MostParameter; k++)
            best = bits[k] < bits[best] ? k : best;
        return (best, bits[best]);
    }

    private void CheckLength(int found)
    {
        if (found != Length)
            throw new ArgumentException($"found a map of {found} values, expected {Length}");
    }
}
