using System.Numerics;

namespace Optimizers.Gradient;

/// <summary>Batch normalisation by channel, y = γ (a − μ) / √(σ² + ε) + β (Ioffe and Szegedy 2015, algorithm 1), over one shard.</summary>
/// <remarks>Each shard normalises by its own samples (ghost batches, Hoffer 2017), so shards need not wait for each other.</remarks>
internal sealed class BatchNorm
{
    private const float Epsilon = 1e-3f;
    private const float Momentum = 0.05f;
    private readonly float[][] _mean;
    private readonly float[][] _variance;

    /// <summary>Makes the normalisation of <paramref name="channels"/> channels.</summary>
    public BatchNorm(string name, int channels, float gain)
    {
        Gain = new Parameter(name + ".gain", channels).Fill(gain);
        Offset = new Parameter(name + ".offset", channels);
        RunningMean = new float[channels];
        RunningVariance = new float[channels];
        Array.Fill(RunningVariance, 1);
        _mean = [.. Enumerable.Range(0, TrainingNetwork.Shards).Select(_ => new float[channels])];
        _variance = [.. Enumerable.Range(0, TrainingNetwork.Shards).Select(_ => new float[channels])];
    }

    /// <summary>γ.</summary>
    public Parameter Gain { get; }

    /// <summary>β.</summary>
    public Parameter Offset { get; }

    /// <summary>Running mean of μ, used outside training.</summary>
    public float[] RunningMean { get; }

    /// <summary>Running mean of σ², used outside training.</summary>
    public float[] RunningVariance { get; }

    private int Channels => RunningMean.Length;

    /// <summary>Normalises <paramref name="values"/> <c>[pixels × channels]</c> in place to (a − μ) / √(σ² + ε), without γ and β.</summary>
    public void Normalize(Span<float> values, int shard)
    {
        Moments(values, _mean[shard], _variance[shard]);
        Span<float> scale = stackalloc float[Channels];
        for (int c = 0; c < Channels; c++)
            scale[c] = 1 / MathF.Sqrt(_variance[shard][c] + Epsilon);
        ReadOnlySpan<float> mean = _mean[shard];
        for (int start = 0; start < values.Length; start += Channels)
        {
            Span<float> pixel = values.Slice(start, Channels);
            for (int c = 0; c < Channels; c += Vector<float>.Count)
                ((new Vector<float>(pixel[c..]) - new Vector<float>(mean[c..])) * new Vector<float>(scale[c..])).CopyTo(pixel[c..]);
        }
    }

    /// <summary>
    /// Takes the gradient of y to that of a, in place, and adds to those of γ and β:
    /// da = γ/√(σ²+ε) · (dy − mean(dy) − x̂ · mean(dy · x̂)).
    /// </summary>
    /// <param name="normalized">x̂, as <see cref="Normalize"/> left it.</param>
    /// <param name="change">dy, becomes da.</param>
    /// <param name="shard">Which shard.</param>
    public void Backward(ReadOnlySpan<float> normalized, Span<float> change, int shard)
    {
        Span<float> sum = stackalloc float[Channels];
        Span<float> product = stackalloc float[Channels];
        sum.Clear();
        product.Clear();
        for (int start = 0; start < change.Length; start += Channels)
        {
            for (int c = 0; c < Channels; c += Vector<float>.Count)
            {
                Vector<float> dy = new(change[(start + c)..]);
                (new Vector<float>(sum[c..]) + dy).CopyTo(sum[c..]);
                (new Vector<float>(product[c..]) + (dy * new Vector<float>(normalized[(start + c)..]))).CopyTo(product[c..]);
            }
        }

        Span<float> scale = stackalloc float[Channels];
        float count = (float)change.Length / Channels;
        for (int c = 0; c < Channels; c++)
        {
            Gain.Gradients[shard][c] += product[c];
            Offset.Gradients[shard][c] += sum[c];
            scale[c] = Gain.Value[c] / MathF.Sqrt(_variance[shard][c] + Epsilon);
            sum[c] /= count;
            product[c] /= count;
        }

        for (int start = 0; start < change.Length; start += Channels)
        {
            for (int c = 0; c < Channels; c += Vector<float>.Count)
            {
                Vector<float> dy = new(change[(start + c)..]);
                Vector<float> mean = new Vector<float>(sum[c..]) + (new Vector<float>(normalized[(start + c)..]) * new Vector<float>(product[c..]));
                ((dy - mean) * new Vector<float>(scale[c..])).CopyTo(change[(start + c)..]);
            }
        }
    }

    /// <summary>Moves the running moments towards those of the shards' last batches.</summary>
    public void Update()
    {
        for (int c = 0; c < Channels; c++)
        {
            float mean = 0, variance = 0;
            for (int shard = 0; shard < _mean.Length; shard++)
            {
                mean += _mean[shard][c] / _mean.Length;
                variance += _variance[shard][c] / _mean.Length;
            }

            RunningMean[c] += Momentum * (mean - RunningMean[c]);
            RunningVariance[c] += Momentum * (variance - RunningVariance[c]);
        }
    }

    /// <summary>The normalisation as y = slope · a + intercept, with the running moments.</summary>
    public (double Slope, double Intercept) Fold(int channel)
    {
        double slope = Gain.Value[channel] / Math.Sqrt(RunningVariance[channel] + Epsilon);
        return (slope, Offset.Value[channel] - (slope * RunningMean[channel]));
    }

    /// <summary>Mean and variance by channel; two passes, because accumulators have means far from 0.</summary>
    private void Moments(ReadOnlySpan<float> values, Span<float> mean, Span<float> variance)
    {
        float count = (float)values.Length / Channels;
        mean.Clear();
        variance.Clear();
        for (int start = 0; start < values.Length; start += Channels)
        {
            for (int c = 0; c < Channels; c += Vector<float>.Count)
                (new Vector<float>(mean[c..]) + new Vector<float>(values[(start + c)..])).CopyTo(mean[c..]);
        }

        for (int c = 0; c < Channels; c++)
            mean[c] /= count;
        for (int start = 0; start < values.Length; start += Channels)
        {
            for (int c = 0; c < Channels; c += Vector<float>.Count)
            {
                Vector<float> d = new Vector<float>(values[(start + c)..]) - new Vector<float>(mean[c..]);
                (new Vector<float>(variance[c..]) + (d * d)).CopyTo(variance[c..]);
            }
        }

        for (int c = 0; c < Channels; c++)
            variance[c] /= count;
    }
}
