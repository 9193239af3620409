using Inference.Format;

namespace Agent.Import.Graphs;

/// <summary>Merges into one vertex what one layer does: pads, convolution, batch norm, clamp, rounding.</summary>
internal static class Normalization
{
    /// <summary>The graph with as few vertices as there are layers.</summary>
    public static Graph Normalize(Graph graph) => graph.Join(Join);

    /// <summary>Batch norm in the weights before it: w·f, b·f + o, rounded once.</summary>
    public static Convolution Scaled(Convolution convolution, Scaling scaling)
    {
        float[] weights = new float[convolution.Weights.Length];
        for (int i = 0; i < weights.Length; i++)
            weights[i] = (float)((double)convolution.Weights[i] * scaling.Factors[i / convolution.Taps]);
        float[] biases = [.. convolution.Biases.Select((bias, n) => (float)((double)bias * scaling.Factors[n] + scaling.Offsets[n]))];
        return convolution with { Weights = weights, Biases = biases, Codes = Scaled(convolution.Codes, scaling.Factors) };
    }

    private static Vertex? Join(Vertex first, Vertex second)
    {
        if (first is { Operation: Padding padding, IsPlain: true })
        {
            Convolution? wider = second.Operation is Convolution padded ? Padded(padded, padding) : null;
            return wider is null ? null : second with { Operation = wider };
        }

        if (second.Operation is not Scaling scaling)
            return null;
        if (scaling.IsIdentity)
            return Carries(first, second) ? first with { Limits = first.Limits.Then(second.Limits), Quantum = second.Quantum } : null;
        Operation? scaled = first switch
        {
            { Operation: Convolution convolution, IsPlain: true } => Scaled(convolution, scaling),
            { Operation: Scaling earlier, IsPlain: true } => earlier.Then(scaling),
            _ => null,
        };
        return scaled is null ? null : first with { Operation = scaled, Limits = second.Limits, Quantum = second.Quantum };
    }

    /// <summary>Whether a vertex can clamp and round as another asks that only does this.</summary>
    private static bool Carries(Vertex vertex, Vertex other) => vertex.Quantum is null && vertex.Operation switch
    {
        Convolution or Scaling or Sum or Picture => true,
        Pooling => other.Limits == Limits.None,
        _ => false,
    };

    private static Convolution? Padded(Convolution convolution, Padding padding)
    {
        Window window = convolution.Window;
        if (window.HasBorder && padding.Value != 0)
            return null;
        Window wider = window with
        {
            Top = window.Top + padding.Top,
            Left = window.Left + padding.Left,
            Bottom = window.Bottom + padding.Bottom,
            Right = window.Right + padding.Right,
        };
        bool fits = Math.Max(wider.Top, wider.Bottom) < wider.Height && Math.Max(wider.Left, wider.Right) < wider.Width;
        return fits ? convolution with { Window = wider, Border = padding.Value } : null;
    }

    /// <summary>The codes stay as they are where only their steps change.</summary>
    private static WeightCodes? Scaled(WeightCodes? codes, float[] factors) =>
        codes is not null && Array.TrueForAll(factors, factor => factor > 0)
            ? codes with { Scales = [.. codes.Scales.Select((scale, n) => scale * factors[n])] }
            : null;
}
