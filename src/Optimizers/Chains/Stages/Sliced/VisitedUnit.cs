using System.Runtime.CompilerServices;

namespace Optimizers.Chains.Stages.Sliced;

/// <summary>One unit of a layer, from its sums to its output: signs, pooled, as a plane of bits that is 0 outside the map.</summary>
/// <typeparam name="T">A bundle of words.</typeparam>
/// <typeparam name="TWords">What can be done with it.</typeparam>
internal sealed class VisitedUnit<T, TWords>
    where T : unmanaged
    where TWords : struct, IWords<T>
{
    private readonly SiteLayout _layout;
    private readonly bool _pools;
    private readonly ulong[] _signs;
    private readonly ulong[] _valid;
    private readonly ulong[] _output;

    /// <summary>Makes room.</summary>
    /// <param name="sites">The places of the layer's output.</param>
    /// <param name="inputs">What it reads.</param>
    /// <param name="plan">Bounds of its weights.</param>
    public VisitedUnit(OutputSites sites, InputPlanes inputs, StagePlan plan)
    {
        _layout = sites.Layout;
        _pools = sites.Layer.Pools;
        Sums = new UnitSums<T, TWords>(sites.Layer, _layout, inputs, plan.LargestWeight, plan.LargestBias);
        _signs = new ulong[_layout.Pitch];
        _output = new ulong[_layout.Words];
        _valid = new ulong[_layout.Words];
        for (int s = 0; s < _layout.Samples; s++)
        {
            for (int place = 0; place < sites.Places; place++)
            {
                long site = sites.Site(s, place);
                _valid[site >> 6] |= 1UL << (int)(site & 63);
            }
        }
    }

    /// <summary>Bytes held.</summary>
    public long Bytes => Sums.Bytes + ((_signs.LongLength + _output.Length + _valid.Length) * sizeof(ulong));

    /// <summary>Its sums.</summary>
    public UnitSums<T, TWords> Sums { get; }

    /// <summary>What was computed last: bit 1 = −1.</summary>
    public ReadOnlySpan<ulong> Output => _output;

    /// <summary>Computes sums and output of a row.</summary>
    public void Start(ReadOnlySpan<short> row)
    {
        Sums.Visit(row);
        Sums.Signs(_signs.AsSpan(0, _layout.Words), 0, _layout.Words);
        Pool(0, _layout.Words);
    }

    /// <summary>
    /// Computes words of the output after the move that <see cref="Sums"/> has begun. Windows of a pool lie within a sample; of samples that the words cut,
    /// bits are of no meaning.
    /// </summary>
    public void Run(int from, int to)
    {
        Sums.NextSigns(_signs, from, to);
        Pool(from, to);
    }

    /// <summary>Makes the output a given one, turned over wherever the sum is next to 0; for layers that do not pool.</summary>
    public void TurnEdges(ReadOnlySpan<ulong> plane)
    {
        Sums.Edges(_output);
        for (int word = 0; word < _output.Length; word++)
            _output[word] = (_output[word] & _valid[word]) ^ plane[word];
    }

    private void Pool(int from, int to)
    {
        ref ulong signs = ref _signs[0];
        int below = _layout.RowBits / 64, shift = _layout.RowBits % 64, belowNext = (_layout.RowBits + 1) / 64, shiftNext = (_layout.RowBits + 1) % 64;
        for (int word = from; word < to; word += TWords.Count)
        {
            ref ulong source = ref Unsafe.Add(ref signs, word);
            T bits = TWords.Load(ref source);
            if (_pools)
            {
                // The largest of four signs is −1 only where all four are.
                bits = TWords.And(TWords.And(bits, TWords.Shifted(ref source, 1)), TWords.And(
                    TWords.Shifted(ref Unsafe.Add(ref source, below), shift), TWords.Shifted(ref Unsafe.Add(ref source, belowNext), shiftNext)));
            }

            TWords.Store(TWords.And(bits, TWords.Load(ref _valid[word])), ref _output[word]);
        }
    }
}
