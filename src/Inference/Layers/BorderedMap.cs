using System.Runtime.Intrinsics;
using Inference.Format;
using Inference.Kernels;

namespace Inference.Layers;

/// <summary>A map copied as 16-bit numbers into a border of one value, so that no window leaves it: what the kernels read.</summary>
internal sealed class BorderedMap
{
    /// <summary>Numbers a kernel may read past the last window.</summary>
    private const int Slack = WindowShape.Block;

    private readonly Activation _input;
    private readonly Activation _scratch;
    private readonly Window _window;
    private readonly int _length;
    private readonly short _border;

    /// <param name="site">Signed bytes or values.</param>
    /// <param name="window">Its Top and Left are the border on these sides.</param>
    /// <param name="height">Rows with the border.</param>
    /// <param name="width">Columns with the border.</param>
    /// <param name="border">Value of the border.</param>
    public BorderedMap(LayerSite site, Window window, int height, int width, int border)
    {
        _input = site.Input;
        _window = window;
        _border = (short)border;
        Expect.Range(site.Place, "numbers of the map with its border", (long)height * width * site.Map.Channels, 1, 4 * NetworkBounds.Elements);
        RowLength = width * site.Map.Channels;
        _length = height * RowLength + Slack;
        _scratch = site.Plan.ReserveScratch(_length * sizeof(short));
    }

    /// <summary>Numbers of a row.</summary>
    public int RowLength { get; }

    /// <summary>The border that a window needs, and where the window of each output pixel starts.</summary>
    public static (BorderedMap Map, int[] Starts) Of(LayerSite site, Window window, FeatureMap output, int border)
    {
        FeatureMap input = site.Map;
        int height = input.Height + window.Top + window.Bottom;
        BorderedMap map = new(site, window, height, input.Width + window.Left + window.Right, border);
        int[] starts = new int[output.Pixels];
        for (int pixel = 0; pixel < starts.Length; pixel++)
        {
            (int y, int x) = (pixel / output.Width * window.Stride, pixel % output.Width * window.Stride);
            starts[pixel] = y * map.RowLength + x * input.Channels;
        }

        return (map, starts);
    }

    /// <summary>Copies the map of this run and its border.</summary>
    public ReadOnlySpan<short> Fill(Workspace workspace)
    {
        FeatureMap map = _input.Map;
        Span<short> all = workspace.Scratch<short>(_scratch);
        int row = map.Width * map.Channels;
        int end = 0;
        for (int y = 0; y < map.Height; y++)
        {
            int start = (y + _window.Top) * RowLength + _window.Left * map.Channels;
            all[end..start].Fill(_border);
            end = start + row;
            if (map.Kind == FeatureKind.Values)
                workspace.Values(_input).Slice(y * row, row).CopyTo(all[start..]);
            else
                Widen(workspace.SignedBytes(_input).Slice(y * row, row), all.Slice(start, row));
        }

        all[end..].Fill(_border);
        return all;
    }

    private static void Widen(ReadOnlySpan<sbyte> bytes, Span<short> target)
    {
        int index = 0;
        for (; index + 16 <= bytes.Length; index += 16)
        {
            (Vector128<short> low, Vector128<short> high) = Vector128.Widen(Vector128.Create(bytes.Slice(index, 16)));
            low.CopyTo(target[index..]);
            high.CopyTo(target[(index + 8)..]);
        }

        for (; index < bytes.Length; index++)
            target[index] = bytes[index];
    }
}
