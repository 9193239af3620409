using System.Numerics;
using System.Runtime.InteropServices;
using Inference.Format;

namespace Inference.Layers;

/// <summary>Signed bytes or values: the largest under the window, or their mean, halves to even; <c>[H × W × C]</c>.</summary>
/// <typeparam name="T">sbyte or short.</typeparam>
internal sealed class IntegerWindowPool<T> : ILayer
    where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T>
{
    private readonly Activation _input;
    private readonly WindowPoolDefinition _definition;

    public IntegerWindowPool(WindowPoolDefinition definition, LayerSite site)
    {
        _input = site.Input;
        _definition = definition;
        Output = site.Plan.Reserve(PoolSite.Output(definition, site));
    }

    /// <inheritdoc/>
    public Activation Output { get; }

    /// <inheritdoc/>
    public long Macs => 0;

    /// <inheritdoc/>
    public void Run(Workspace workspace)
    {
        FeatureMap map = _input.Map;
        FeatureMap to = Output.Map;
        Window window = _definition.Window;
        ReadOnlySpan<T> input = Read(workspace, _input);
        Span<T> output = Read(workspace, Output);
        for (int y = 0; y < to.Height; y++)
        {
            (int top, int bottom) = PoolSite.Inside(y, window.Stride, window.Top, window.Height, map.Height);
            for (int x = 0; x < to.Width; x++)
            {
                (int left, int right) = PoolSite.Inside(x, window.Stride, window.Left, window.Width, map.Width);
                for (int c = 0; c < map.Channels; c++)
                    output[(y * to.Width + x) * map.Channels + c] = Reduce(input[c..], (top, bottom), (left, right));
            }
        }
    }

    private T Reduce(ReadOnlySpan<T> channel, (int First, int End) rows, (int First, int End) columns)
    {
        T largest = T.MinValue;
        long sum = 0;
        for (int y = rows.First; y < rows.End; y++)
        {
            for (int x = columns.First; x < columns.End; x++)
            {
                T value = channel[(y * _input.Map.Width + x) * _input.Map.Channels];
                largest = T.Max(largest, value);
                sum += long.CreateTruncating(value);
            }
        }

        return _definition.Kind == PoolKind.Max ? largest : T.CreateTruncating(Rounded(sum, _definition.Window.Area));
    }

    /// <summary>Quotient, halves to even.</summary>
    private static long Rounded(long sum, int count)
    {
        long twice = 2 * sum + count;
        long floor = Math.DivRem(twice, 2L * count, out long rest) - (rest < 0 ? 1 : 0);
        return rest == 0 && (floor & 1) != 0 ? floor - 1 : floor;
    }

    private static Span<T> Read(Workspace workspace, Activation at) => typeof(T) == typeof(sbyte)
        ? MemoryMarshal.Cast<sbyte, T>(workspace.SignedBytes(at))
        : MemoryMarshal.Cast<short, T>(workspace.Values(at));
}
