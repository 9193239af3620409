using System.Runtime.CompilerServices;

namespace Optimizers.Chains.Stages.Sliced;

/// <summary>From the signs of a unit's sums to those of its output: pooled where the layer pools, and 0 outside the map.</summary>
/// <typeparam name="T">A bundle of words.</typeparam>
/// <typeparam name="TWords">What can be done with it.</typeparam>
internal sealed class OutputPlane<T, TWords>
    where T : unmanaged
    where TWords : struct, IWords<T>
{
    private readonly LayerShape _layer;
    private readonly SiteLayout _layout;
    private readonly ulong[] _signs;
    private readonly ulong[] _next;
    private readonly ulong[] _valid;

    /// <summary>Makes room for a layer's output.</summary>
    public OutputPlane(LayerShape layer, SiteLayout layout)
    {
        _layer = layer;
        _layout = layout;
        _signs = new ulong[layout.Pitch];
        _next = new ulong[layout.Words];
        _valid = new ulong[layout.Words];
        int step = layer.Pools ? 2 : 1;
        for (int s = 0; s < layout.Samples; s++)
        {
            for (int y = 0; y < layer.OutputHeight; y++)
            {
                for (int x = 0; x < layer.OutputWidth; x++)
                {
                    long site = layout.Site(s, y * step, x * step);
                    _valid[site >> 6] |= 1UL << (int)(site & 63);
                }
            }
        }
    }

    /// <summary>Bytes held.</summary>
    public long Bytes => (_signs.LongLength + _next.Length + _valid.Length) * sizeof(ulong);

    /// <summary>The signs of the sums: bit 1 where a sum is below 0; to be filled before <see cref="Run"/>.</summary>
    public Span<ulong> Signs => _signs.AsSpan(0, _layout.Words);

    /// <summary>The output: bit 1 = −1.</summary>
    public Span<ulong> Next => _next;

    /// <summary>Bits of the output's sites.</summary>
    public ReadOnlySpan<ulong> Valid => _valid;

    /// <summary>Fills words of the output. Windows of the pool lie within a sample; of samples that the words cut, bits are of no meaning.</summary>
    public void Run(int from, int to)
    {
        ref ulong signs = ref _signs[0];
        bool pools = _layer.Pools;
        int below = _layout.RowBits / 64, shift = _layout.RowBits % 64, belowNext = (_layout.RowBits + 1) / 64, shiftNext = (_layout.RowBits + 1) % 64;
        for (int word = from; word < to; word += TWords.Count)
        {
            ref ulong source = ref Unsafe.Add(ref signs, word);
            T bits = TWords.Load(ref source);
            if (pools)
            {
                // The largest of four signs is −1 only where all four are.
                bits = TWords.And(TWords.And(bits, TWords.Shifted(ref source, 1)), TWords.And(
                    TWords.Shifted(ref Unsafe.Add(ref source, below), shift), TWords.Shifted(ref Unsafe.Add(ref source, belowNext), shiftNext)));
            }

            TWords.Store(TWords.And(bits, TWords.Load(ref _valid[word])), ref _next[word]);
        }
    }

    /// <summary>Copies a unit's output.</summary>
    /// <param name="plane">As <see cref="Next"/> is.</param>
    /// <param name="unit">Which channel.</param>
    /// <param name="outputs"><c>[samples][row][column][channel]</c>, ±1; those of the unit are filled.</param>
    public void Copy(ReadOnlySpan<ulong> plane, int unit, Span<sbyte> outputs)
    {
        int step = _layer.Pools ? 2 : 1, places = _layer.OutputHeight * _layer.OutputWidth;
        for (int s = 0; s < _layout.Samples; s++)
        {
            for (int place = 0; place < places; place++)
            {
                long site = _layout.Site(s, place / _layer.OutputWidth * step, place % _layer.OutputWidth * step);
                outputs[(((s * places) + place) * _layer.Units) + unit] = (sbyte)(1 - (int)(plane[(int)(site >> 6)] >> (int)(site & 63) & 1) * 2);
            }
        }
    }
}
