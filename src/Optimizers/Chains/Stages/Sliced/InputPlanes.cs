namespace Optimizers.Chains.Stages.Sliced;

/// <summary>
/// The input of a layer as planes of bits over the sites: one plane a channel for signs (1 = −1), eight for signed bytes, and of each as many as the stride
/// has phases, so that a tap reads one of them, shifted.
/// </summary>
internal sealed class InputPlanes
{
    private readonly LayerShape _layer;
    private readonly SiteLayout _layout;
    private readonly ulong[] _words;
    private readonly int[] _plane;
    private readonly int[] _shift;

    /// <summary>Makes planes that hold 0 or +1 everywhere.</summary>
    public InputPlanes(LayerShape layer, SiteLayout layout, bool isBytes)
    {
        _layer = layer;
        _layout = layout;
        Bits = isBytes ? 8 : 1;
        _words = new ulong[checked(layer.Channels * layer.Stride * layer.Stride * Bits * layout.Pitch)];
        _plane = new int[layer.Inputs];
        _shift = new int[layer.Inputs];
        int half = layer.Kernel / 2;
        for (int i = 0; i < layer.Inputs; i++)
        {
            int tap = i / layer.Channels;
            (int dy, int py) = Split((tap / layer.Kernel) - half);
            (int dx, int px) = Split((tap % layer.Kernel) - half);
            _plane[i] = Plane(i % layer.Channels, py, px);
            _shift[i] = (SiteLayout.Guard * 64) + (dy * layout.RowBits) + dx;
        }

        if ((half + layer.Stride) * (layout.RowBits + 1) > (SiteLayout.Guard - 6) * 64)
            throw new ArgumentException($"found a map {layer.Width} wide under a kernel of {layer.Kernel}, whose taps reach farther than the guard of {SiteLayout.Guard} words");
    }

    /// <summary>Planes of one channel and phase: 1 for signs, 8 for bytes, the lowest bit first.</summary>
    public int Bits { get; }

    /// <summary>Words from one plane to the next.</summary>
    public int Pitch => _layout.Pitch;

    /// <summary>Bytes held.</summary>
    public long Bytes => _words.LongLength * sizeof(ulong);

    /// <summary>The first word of all planes.</summary>
    public ref ulong First => ref System.Runtime.InteropServices.MemoryMarshal.GetArrayDataReference(_words);

    /// <summary>Words from the first to the one of plane <paramref name="bit"/> of a weight's input at which word 0 of the sites begins, and the shift within it.</summary>
    public int Offset(int input, int bit, out int shift)
    {
        shift = _shift[input] & 63;
        return ((_plane[input] + bit) * _layout.Pitch) + (_shift[input] >> 6);
    }

    /// <summary>Sets one sample's input.</summary>
    /// <param name="sample">Which.</param>
    /// <param name="values"><c>[row][column][channel]</c>: signed bytes, or ±1.</param>
    public void Set(int sample, ReadOnlySpan<sbyte> values)
    {
        int stride = _layer.Stride;
        for (int y = 0; y < _layer.Height; y++)
        {
            for (int x = 0; x < _layer.Width; x++)
            {
                long site = _layout.Site(sample, y / stride, x / stride) + (SiteLayout.Guard * 64);
                for (int c = 0; c < _layer.Channels; c++)
                {
                    int value = values[(((y * _layer.Width) + x) * _layer.Channels) + c];
                    int bits = Bits == 1 ? (value < 0 ? 1 : 0) : value;
                    int plane = Plane(c, y % stride, x % stride);
                    for (int bit = 0; bit < Bits; bit++)
                    {
                        ref ulong word = ref _words[((plane + bit) * _layout.Pitch) + (site >> 6)];
                        ulong mask = 1UL << (int)(site & 63);
                        word = (bits >> bit & 1) != 0 ? word | mask : word & ~mask;
                    }
                }
            }
        }
    }

    /// <summary>Turns one sign over.</summary>
    public void Flip(int sample, int y, int x, int channel)
    {
        int stride = _layer.Stride;
        long site = _layout.Site(sample, y / stride, x / stride) + (SiteLayout.Guard * 64);
        _words[(Plane(channel, y % stride, x % stride) * (long)_layout.Pitch) + (site >> 6)] ^= 1UL << (int)(site & 63);
    }

    private int Plane(int channel, int py, int px) => ((((channel * _layer.Stride) + py) * _layer.Stride) + px) * Bits;

    /// <summary>A distance in input places as whole strides and the rest.</summary>
    private (int Steps, int Phase) Split(int distance)
    {
        int whole = (int)Math.Floor(distance / (double)_layer.Stride);
        return (whole, distance - (whole * _layer.Stride));
    }
}
