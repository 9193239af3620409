using Inference.Format;

namespace Optimizers.Gradient;

/// <summary>
/// A classification head: f = mean over each cell of max(x − r, 0), logits = W f + b (of signs the mean itself), and its share of the loss (BranchyNet,
/// Teerapittayanon 2016, section III: L = Σ w_n L(exit n), L the cross entropy).
/// </summary>
internal sealed class ExitHead
{
    private readonly ExitParameters _parameters;
    private readonly int _shard;
    private readonly Volume _input;
    private readonly float[] _features;
    private readonly float[] _featureGradient;
    private readonly float[] _logits;

    /// <summary>Makes the head for one shard.</summary>
    public ExitHead(ExitParameters parameters, Volume input, int shard)
    {
        _parameters = parameters;
        _shard = shard;
        _input = input;
        _features = new float[parameters.Features];
        _featureGradient = new float[parameters.Features];
        _logits = new float[parameters.Classes];
    }

    /// <summary>Sum of the loss over the samples of the last <see cref="Run"/>.</summary>
    public double Loss { get; private set; }

    /// <summary>Right answers among the samples of the last <see cref="Run"/>.</summary>
    public int Correct { get; private set; }

    /// <summary>Loss of each sample, and its gradient added to the parameters' and to <paramref name="gradient"/>.</summary>
    /// <param name="values">Feature maps, <c>[labels × input]</c>.</param>
    /// <param name="gradient">Gradient of the feature maps; added to.</param>
    /// <param name="labels">The right classes.</param>
    /// <param name="weight">Weight of the exit in the loss, divided by the samples of the whole batch.</param>
    /// <param name="smoothing">Share of the target spread over all classes (Szegedy 2016), 0 to 1.</param>
    public void Run(ReadOnlySpan<float> values, Span<float> gradient, ReadOnlySpan<int> labels, float weight, float smoothing)
    {
        Loss = 0;
        Correct = 0;
        for (int s = 0; s < labels.Length; s++)
        {
            ReadOnlySpan<float> sample = values.Slice(s * _input.Length, _input.Length);
            Pool(sample);
            Score();
            int label = labels[s];
            Correct += ArgMax(_logits) == label ? 1 : 0;
            Loss -= Softmax(_logits, label);
            for (int k = 0; k < _logits.Length; k++)
                _logits[k] = weight * (_logits[k] - (smoothing / _logits.Length) - (k == label ? 1 - smoothing : 0));
            Backward(sample, gradient.Slice(s * _input.Length, _input.Length));
        }
    }

    /// <summary>The head as the engine runs it.</summary>
    /// <param name="threshold">Score at which it answers, in 1/65536.</param>
    public ExitDefinition Export(int threshold)
    {
        if (_parameters.IsFloat)
            return FloatExport.Exit(_parameters, _input, threshold);
        float largest = _parameters.Weights.Value.Max(Math.Abs);
        int bits = 14;
        while (bits > 8 && largest * (1 << bits) > short.MaxValue)
            bits--;
        int shift = bits - 8;
        short[] weights = [.. _parameters.Weights.Value.Select(w => (short)Math.Clamp(Math.Round(w * (1 << bits)), short.MinValue, short.MaxValue))];
        int[] biases = [.. _parameters.Biases.Value.Select(b => (int)Math.Round(b * 65536.0 * (1 << shift)) + ((1 << shift) / 2))];
        short[] offsets = [.. _parameters.Offsets.Value.Select(r => (short)Math.Clamp(Math.Round(r * FixedPoint.One), short.MinValue, short.MaxValue))];
        return new LinearExitDefinition(_parameters.Grid, offsets, weights, biases, shift, threshold);
    }

    private void Pool(ReadOnlySpan<float> sample)
    {
        int cellHeight = _input.Height / _parameters.Grid, cellWidth = _input.Width / _parameters.Grid;
        float share = 1f / (cellHeight * cellWidth);
        Array.Clear(_features);
        for (int y = 0; y < _input.Height; y++)
        {
            for (int x = 0; x < _input.Width; x++)
            {
                Span<float> cell = _features.AsSpan(Cell(y / cellHeight, x / cellWidth), _input.Channels);
                ReadOnlySpan<float> pixel = sample.Slice(((y * _input.Width) + x) * _input.Channels, _input.Channels);
                for (int c = 0; c < cell.Length; c++)
                    cell[c] += (_parameters.IsSign ? pixel[c] : Math.Max(pixel[c] - _parameters.Offsets.Value[c], 0)) * share;
            }
        }
    }

    private void Score()
    {
        for (int k = 0; k < _logits.Length; k++)
        {
            ReadOnlySpan<float> row = _parameters.Weights.Value.AsSpan(k * _features.Length, _features.Length);
            float sum = _parameters.Biases.Value[k];
            for (int j = 0; j < row.Length; j++)
                sum += row[j] * _features[j];
            _logits[k] = sum;
        }
    }

    /// <summary>Adds the gradients; <see cref="_logits"/> holds that of the logits.</summary>
    private void Backward(ReadOnlySpan<float> sample, Span<float> gradient)
    {
        float[] weightGradient = _parameters.Weights.Gradients[_shard];
        Array.Clear(_featureGradient);
        for (int k = 0; k < _logits.Length; k++)
        {
            float d = _logits[k];
            _parameters.Biases.Gradients[_shard][k] += d;
            int row = k * _features.Length;
            for (int j = 0; j < _features.Length; j++)
            {
                weightGradient[row + j] += d * _features[j];
                _featureGradient[j] += d * _parameters.Weights.Value[row + j];
            }
        }

        int cellHeight = _input.Height / _parameters.Grid, cellWidth = _input.Width / _parameters.Grid;
        float share = 1f / (cellHeight * cellWidth);
        float[] offsets = _parameters.Offsets.Value, offsetGradient = _parameters.Offsets.Gradients[_shard];
        for (int y = 0; y < _input.Height; y++)
        {
            for (int x = 0; x < _input.Width; x++)
            {
                int cell = Cell(y / cellHeight, x / cellWidth), pixel = ((y * _input.Width) + x) * _input.Channels;
                for (int c = 0; c < _input.Channels; c++)
                {
                    float d = _parameters.IsSign || sample[pixel + c] > offsets[c] ? _featureGradient[cell + c] * share : 0;
                    gradient[pixel + c] += d;
                    offsetGradient[c] -= d;
                }
            }
        }
    }

    private int Cell(int row, int column) => ((row * _parameters.Grid) + column) * _input.Channels;

    private static int ArgMax(ReadOnlySpan<float> values)
    {
        int best = 0;
        for (int k = 1; k < values.Length; k++)
            best = values[k] > values[best] ? k : best;
        return best;
    }

    /// <summary>Turns logits into probabilities in place; returns log p of <paramref name="label"/>.</summary>
    private static double Softmax(Span<float> logits, int label)
    {
        float top = logits[ArgMax(logits)];
        double sum = 0;
        foreach (float logit in logits)
            sum += Math.Exp(logit - top);
        double answer = logits[label] - top - Math.Log(sum);
        for (int k = 0; k < logits.Length; k++)
            logits[k] = (float)(Math.Exp(logits[k] - top) / sum);
        return answer;
    }
}
