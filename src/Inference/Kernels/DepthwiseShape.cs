namespace Inference.Kernels;

/// <summary>Sizes of sums over windows of a map of 16-bit numbers, a channel for itself.</summary>
/// <param name="Rows">Kernel rows.</param>
/// <param name="Columns">Kernel columns.</param>
/// <param name="RowLength">Numbers between two rows of the map.</param>
/// <param name="Channels">Numbers a pixel.</param>
public readonly record struct DepthwiseShape(int Rows, int Columns, int RowLength, int Channels)
{
    /// <summary>Taps of a window.</summary>
    public int Taps => Rows * Columns;

    /// <summary>Sums between two windows: the channels in whole blocks of 16.</summary>
    public int Stride => (Channels + WindowShape.Block - 1) / WindowShape.Block * WindowShape.Block;

    /// <summary>Numbers of the map that a window may read from its start; vectors may pass the last channel.</summary>
    public int Reach => (Rows - 1) * RowLength + (Columns - 1) * Channels + Stride;

    /// <summary>Where a tap lies from the start of its window.</summary>
    /// <param name="tap">Number of the tap, row by row.</param>
    public int Offset(int tap) => tap / Columns * RowLength + tap % Columns * Channels;

    /// <summary>Orders weights <c>[tap][channel]</c> as <c>[block][group of taps][16 channels][group]</c>.</summary>
    /// <param name="weights">As the definition has them.</param>
    /// <param name="group">Taps one instruction multiplies, 1 or 2.</param>
    /// <returns>Packed weights; taps and channels past the last are 0.</returns>
    public short[] Pack(ReadOnlySpan<sbyte> weights, int group)
    {
        int taps = (Taps + group - 1) / group * group;
        short[] packed = new short[Stride * taps];
        for (int tap = 0; tap < Taps; tap++)
        {
            for (int c = 0; c < Channels; c++)
            {
                int start = (c / WindowShape.Block * taps + tap / group * group) * WindowShape.Block;
                packed[start + c % WindowShape.Block * group + tap % group] = weights[tap * Channels + c];
            }
        }

        return packed;
    }
}
