using Inference.Format;

namespace Agent.Import.Graphs;

/// <summary>Convolution, or dense layer as a convolution whose window is the whole map.</summary>
/// <param name="Window">Places under one output, step and border.</param>
/// <param name="Outputs">Output channels.</param>
/// <param name="IsDepthwise">Each output reads the input channel of its number only.</param>
/// <param name="Weights"><c>[Outputs][inputs][Height][Width]</c>, of depthwise <c>[Outputs][Height][Width]</c>.</param>
/// <param name="Biases"><c>[Outputs]</c>.</param>
internal sealed record Convolution(Window Window, int Outputs, bool IsDepthwise, float[] Weights, float[] Biases) : Operation
{
    /// <summary>What the places of the border hold.</summary>
    public float Border { get; init; }

    /// <summary>The weights in 8 bits where the model has them so; they equal <see cref="Weights"/>.</summary>
    public WeightCodes? Codes { get; init; }

    /// <summary>Weights of one output.</summary>
    public int Taps => Weights.Length / Outputs;

    /// <summary>The window, for faults.</summary>
    public string Describe()
    {
        string pads = $"[{Window.Top}, {Window.Left}, {Window.Bottom}, {Window.Right}] of {Border}";
        return $"{Window.Height}×{Window.Width}, stride {Window.Stride}, pads {pads}";
    }
}
