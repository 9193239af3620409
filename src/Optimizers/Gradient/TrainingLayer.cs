using Inference.Format;

namespace Optimizers.Gradient;

/// <summary>One layer of the float network, for one shard: its buffers are its own, its parameters are shared by the shards.</summary>
internal abstract class TrainingLayer
{
    /// <summary>Makes the buffers for <paramref name="samples"/> samples of shape <paramref name="output"/>.</summary>
    protected TrainingLayer(Volume input, Volume output, int samples)
    {
        Input = input;
        Output = output;
        Values = new float[samples * output.Length];
        Gradient = new float[samples * output.Length];
    }

    /// <summary>Shape of one sample before the layer.</summary>
    public Volume Input { get; }

    /// <summary>Shape of one sample after the layer.</summary>
    public Volume Output { get; }

    /// <summary>Output of the last <see cref="Forward"/>, <c>[samples × Output]</c>.</summary>
    public float[] Values { get; }

    /// <summary>Gradient of the loss with respect to <see cref="Values"/>; summed by whoever uses them.</summary>
    public float[] Gradient { get; }

    /// <summary>Computes <see cref="Values"/> from <paramref name="input"/> <c>[samples × Input]</c>.</summary>
    public abstract void Forward(float[] input, int samples);

    /// <summary>Adds to the parameters' gradients and, unless it is null, to <paramref name="inputGradient"/>. Spoils <see cref="Gradient"/>.</summary>
    public abstract void Backward(float[] input, float[]? inputGradient, int samples);

    /// <summary>The layer as the engine runs it, in one layer of its own or more.</summary>
    /// <param name="from">Number of the engine's layer whose output this one takes, counted over the whole network from 1.</param>
    public abstract IReadOnlyList<LayerDefinition> Export(int from);
}
