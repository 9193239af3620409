namespace Inference;

/// <summary>Sizes of every buffer of one run, gathered while the layers of a network are built.</summary>
internal sealed class WorkspacePlan
{
    private readonly int[] _values = new int[2];
    private readonly int[] _bits = new int[2];

    public int Pixels { get; set; }

    public int SignedBytes { get; private set; }

    public int PaddedPixels { get; private set; }

    public int PaddedBits { get; private set; }

    public int Sums { get; private set; }

    public int CellSums { get; private set; }

    public int Features { get; private set; }

    public int Classes { get; set; }

    public ReadOnlySpan<int> Values => _values;

    public ReadOnlySpan<int> Bits => _bits;

    /// <summary>
    /// Finds room for the output of a layer; maps of one kind alternate between two buffers, so input and output never overlap.
    /// </summary>
    /// <param name="input">What the layer reads.</param>
    /// <param name="map">What it writes.</param>
    public Activation Reserve(Activation input, FeatureMap map)
    {
        int slot = input.Map.Kind == map.Kind ? 1 - input.Slot : 0;
        switch (map.Kind)
        {
            case FeatureKind.SignedBytes:
                SignedBytes = Math.Max(SignedBytes, map.Elements);
                break;
            case FeatureKind.Values:
                _values[slot] = Math.Max(_values[slot], map.Elements);
                break;
            case FeatureKind.Bits:
                _bits[slot] = Math.Max(_bits[slot], map.Pixels * map.Words);
                break;
        }

        return new Activation(map, slot);
    }

    /// <summary>Room of one layer's own, 0 at first: a border that is never written stays 0 over all runs.</summary>
    /// <returns>Index of the first word.</returns>
    public int ReservePaddedBits(int words)
    {
        int start = PaddedBits;
        PaddedBits += words;
        return start;
    }

    /// <inheritdoc cref="ReservePaddedBits"/>
    public int ReservePaddedPixels(int length)
    {
        int start = PaddedPixels;
        PaddedPixels += length;
        return start;
    }

    /// <summary>Scratch that any layer may use during its run.</summary>
    public void NeedSums(int length) => Sums = Math.Max(Sums, length);

    /// <summary>Scratch of an exit: sums over one cell and the features of all cells.</summary>
    public void NeedFeatures(int channels, int features)
    {
        CellSums = Math.Max(CellSums, channels);
        Features = Math.Max(Features, features);
    }
}
