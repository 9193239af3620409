namespace Inference.Kernels;

/// <summary>Sizes of sums over windows of a map of 16-bit numbers: <c>Rows</c> runs of <c>Taps</c> neighbouring numbers each.</summary>
/// <param name="Rows">Runs of a window: the kernel's rows.</param>
/// <param name="RowLength">Numbers of the map between the starts of two runs.</param>
/// <param name="Taps">Numbers of a run: the kernel's columns times the input channels.</param>
/// <param name="Outputs">Sums a window.</param>
public readonly record struct WindowShape(int Rows, int RowLength, int Taps, int Outputs)
{
    /// <summary>Outputs that are summed together; packed weights are completed to whole blocks with zeros.</summary>
    public const int Block = 16;

    /// <summary>Blocks of outputs.</summary>
    public int Blocks => (Outputs + Block - 1) / Block;

    /// <summary>Sums between two windows: whole blocks.</summary>
    public int Stride => Blocks * Block;

    /// <summary>Taps of a run that are read: whole groups of four, the last completed with weights of 0.</summary>
    public int RunTaps => (Taps + 3) & ~3;

    /// <summary>Weights of one block.</summary>
    public int BlockWeights => Rows * RunTaps * Block;

    /// <summary>Numbers of the map that a window may read from its start.</summary>
    public int Reach => (Rows - 1) * RowLength + RunTaps;

    /// <summary>Orders weights <c>[output][row][tap]</c> as <c>[block][row][group of taps][16 outputs][group]</c>.</summary>
    /// <typeparam name="T">Type of a weight.</typeparam>
    /// <param name="weights">As the definition has them.</param>
    /// <param name="group">Neighbouring taps one instruction multiplies: 1, 2 or 4.</param>
    /// <returns>Packed weights, <see cref="Blocks"/> times <see cref="BlockWeights"/>.</returns>
    public T[] Pack<T>(ReadOnlySpan<T> weights, int group)
        where T : unmanaged
    {
        T[] packed = new T[Blocks * BlockWeights];
        for (int output = 0; output < Outputs; output++)
        {
            for (int row = 0; row < Rows; row++)
            {
                for (int tap = 0; tap < Taps; tap++)
                {
                    int start = ((output / Block * Rows + row) * RunTaps + tap / group * group) * Block;
                    packed[start + output % Block * group + tap % group] = weights[(output * Rows + row) * Taps + tap];
                }
            }
        }

        return packed;
    }
}
