using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Inference.Format;

namespace Inference.Kernels;

/// <summary>Sizes of a convolution over planar maps <c>[C][H][W]</c>, and where its padded input holds what.</summary>
/// <remarks>
/// The padded picture is cut into Stride × Stride phases, (row mod Stride, column mod Stride). So a tap of neighbouring outputs is always a
/// run of neighbouring numbers: output (i, j) reads a tap at <c>Offset(channel, ky, kx) + i·RowPitch + j</c>, whatever the stride. Narrow
/// maps lie <c>[channel][phase][row][column]</c>, so that a vector can run over several rows; wide ones
/// <c>[row][phase][channel][column]</c>, so that what a few rows of output read lies together.
/// </remarks>
/// <param name="Window">Taps, stride and border.</param>
/// <param name="Channels">Input planes.</param>
/// <param name="Height">Input rows.</param>
/// <param name="Width">Input columns.</param>
public readonly record struct PlanarShape(Window Window, int Channels, int Height, int Width)
{
    /// <summary>Numbers past the last that a vector may load and never uses.</summary>
    private const int Slack = 16;

    /// <summary>Output columns from which on the channels of a row lie together.</summary>
    private const int Wide = 16;

    /// <summary>Output rows.</summary>
    public int OutputHeight => Window.OutputHeight(Height);

    /// <summary>Output columns.</summary>
    public int OutputWidth => Window.OutputWidth(Width);

    /// <summary>Numbers of an output plane.</summary>
    public int OutputPixels => OutputHeight * OutputWidth;

    /// <summary>Columns of a phase.</summary>
    public int PhaseWidth => (Window.Left + Width + Window.Right + Window.Stride - 1) / Window.Stride;

    /// <summary>Numbers from an output row's first input to the next row's.</summary>
    public int RowPitch => IsPlanar ? PhaseWidth : Phases * Channels * PhaseWidth;

    /// <summary>Numbers of the padded input.</summary>
    public int PaddedLength => Channels * Phases * PhaseHeight * PhaseWidth + Slack;

    /// <summary>Whether the padded form is the map itself, so that nothing needs to be copied.</summary>
    public bool ReadsMap => Window.Stride == 1 && !Window.HasBorder && (OutputPixels == 1 || OutputPixels >= Slack);

    private bool IsPlanar => OutputWidth < Wide || (Window.Stride == 1 && !Window.HasBorder);

    /// <summary>Numbers from one channel's input to the next channel's.</summary>
    public int ChannelPitch => IsPlanar ? Phases * PhaseHeight * PhaseWidth : PhaseWidth;

    private int Phases => Window.Stride * Window.Stride;

    private int PhaseHeight => (Window.Top + Height + Window.Bottom + Window.Stride - 1) / Window.Stride;

    /// <summary>Where output (0, 0) reads a tap; with <c>ky = Top + y</c>, <c>kx = Left + x</c>, where input (y, x) is held.</summary>
    /// <param name="channel">Input plane.</param>
    /// <param name="ky">Row of the window.</param>
    /// <param name="kx">Column of the window.</param>
    /// <returns>Index in the padded input.</returns>
    public int Offset(int channel, int ky, int kx)
    {
        int stride = Window.Stride;
        int phase = ky % stride * stride + kx % stride;
        int run = IsPlanar ? phase * PhaseHeight : phase * Channels;
        return channel * ChannelPitch + run * PhaseWidth + ky / stride * RowPitch + kx / stride;
    }

    /// <summary>Offsets of columns numbered <c>(channel·Window.Height + ky)·Window.Width + kx</c>.</summary>
    /// <param name="columns">Columns in any order.</param>
    /// <returns>One offset a column.</returns>
    public int[] Offsets(ReadOnlySpan<int> columns)
    {
        int[] offsets = new int[columns.Length];
        for (int index = 0; index < columns.Length; index++)
        {
            int tap = columns[index] % Window.Area;
            offsets[index] = Offset(columns[index] / Window.Area, tap / Window.Width, tap % Window.Width);
        }

        return offsets;
    }

    /// <summary>Copies a map into its padded form; the border stays as it is.</summary>
    /// <param name="map"><c>[Channels × Height × Width]</c>.</param>
    /// <param name="padded"><c>[PaddedLength]</c>.</param>
    public void Pad(ReadOnlySpan<float> map, Span<float> padded)
    {
        if (Window.Stride != 1)
        {
            PadPhases(map, padded);
            return;
        }

        int rows = Height;
        int width = Width;
        int pitch = RowPitch;
        int channelPitch = ChannelPitch;
        int first = Offset(0, Window.Top, Window.Left);
        _ = map[Channels * rows * width - 1];
        _ = padded[PaddedLength - 1];
        ref float row = ref MemoryMarshal.GetReference(map);
        for (int channel = 0; channel < Channels; channel++)
        {
            ref float target = ref padded[first + channel * channelPitch];
            for (int y = 0; y < rows; y++, row = ref Unsafe.Add(ref row, width), target = ref Unsafe.Add(ref target, pitch))
                Copy(ref row, ref target, width);
        }
    }

    private void PadPhases(ReadOnlySpan<float> map, Span<float> padded)
    {
        int channels = Channels;
        int width = Width;
        int plane = Height * width;
        int pitch = ChannelPitch;
        for (int y = 0; y < Height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                int at = Offset(0, Window.Top + y, Window.Left + x);
                int from = y * width + x;
                for (int channel = 0; channel < channels; channel++, at += pitch, from += plane)
                    padded[at] = map[from];
            }
        }
    }

    /// <summary>Copies a row of a few vectors, for which a call of CopyTo costs more than the copy.</summary>
    private static void Copy(ref float row, ref float target, int width)
    {
        int x = 0;
        for (; x <= width - Vector256<float>.Count; x += Vector256<float>.Count)
            Vector256.LoadUnsafe(ref row, (nuint)x).StoreUnsafe(ref target, (nuint)x);
        for (; x < width; x++)
            Unsafe.Add(ref target, x) = Unsafe.Add(ref row, x);
    }
}
