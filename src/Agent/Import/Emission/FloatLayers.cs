using Agent.Import.Graphs;
using Inference.Format;

namespace Agent.Import.Emission;

/// <summary>Layers of floats.</summary>
internal static class FloatLayers
{
    /// <summary>The activation that does what a vertex's limits ask.</summary>
    /// <exception cref="ImportException">There is none.</exception>
    public static ActivationKind Activation(Vertex vertex) => vertex.Limits.Activation
        ?? throw vertex.Fault($"a clamp to {vertex.Limits.Lowest} to {vertex.Limits.Highest}", "ReLU, or a clamp to 0 to 6");

    /// <summary>A convolution; window and channels are those of the map as it lies.</summary>
    public static LayerDefinition Convolution(Vertex vertex, Convolution convolution, Window window, int channels)
    {
        ActivationKind activation = Activation(vertex);
        return convolution.IsDepthwise
            ? new FloatDepthwiseDefinition(window, channels, convolution.Weights, convolution.Biases, activation)
            : new FloatConvDefinition(window, channels, convolution.Outputs, convolution.Weights, convolution.Biases, activation);
    }
}
