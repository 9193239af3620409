using System.Numerics;
using Agent.Training;
using Inference;
using Inference.Format;
using Optimizers.Chains.Heads;
using Optimizers.Gradient;

namespace Benchmarks.Shifts.Rivals;

/// <summary>
/// The last layer and the exit of a network in real numbers, for gradients: <c>y = x + (acc·m + b)/2^Shift</c>, <c>f = mean(max(y − r, 0))</c>,
/// <c>logit = W f + c</c> in nats, beginning at the network's own numbers. Signs are ±1 and move by <see cref="Bop"/>, W and c by <see cref="Adam"/>.
/// </summary>
/// <remarks>All else stays. One thread; only shard 0 of the parameters is used.</remarks>
internal sealed unsafe class FloatEnd
{
    private const float One = 256;
    private readonly ResidualShape _shape;
    private readonly NetworkDefinition _network;
    private readonly short[] _maps;
    private readonly int[] _labels;
    private readonly int _border;
    private readonly int _padded;
    private readonly float[] _signs;
    private readonly float[] _acc;
    private readonly float[] _values;
    private readonly float[] _features;
    private readonly bool[] _isKnown;

    /// <summary>Begins at the network's numbers.</summary>
    public FloatEnd(Network network, IReadOnlyList<LabelledImage> labelled)
    {
        _shape = new ResidualShape(network, network.Stages.Count);
        _network = network.Definition;
        _maps = StageMaps.BeforeLast(network, network.Stages.Count, [.. labelled.Select(image => image.Pixels)]);
        _labels = [.. labelled.Select(image => image.Label)];
        _border = _shape.Layer.Kernel / 2;
        _padded = (_shape.Height + (2 * _border)) * (_shape.Width + (2 * _border)) * _shape.Channels;
        _signs = PaddedSigns();
        _acc = new float[_shape.Places * _shape.Units];
        _values = new float[_acc.Length];
        _features = new float[labelled.Count * Features];
        _isKnown = new bool[labelled.Count];
        Signs = new Parameter("signs", _shape.Units * _shape.Inputs) { IsSign = true };
        for (int unit = 0; unit < _shape.Units; unit++)
        {
            for (int i = 0; i < _shape.Inputs; i++)
                Signs.Value[IndexOf(unit, i)] = _shape.SignOf(_shape.Layer.Weights, unit, i);
        }

        Weights = new Parameter("weights", _shape.Exit.Weights.Length);
        Biases = new Parameter("biases", _shape.Classes);
        for (int i = 0; i < Weights.Value.Length; i++)
            Weights.Value[i] = _shape.Exit.Weights[i] * One / Nat;
        for (int k = 0; k < Biases.Value.Length; k++)
            Biases.Value[k] = _shape.Exit.Biases[k] / Nat;
    }

    /// <summary>±1, in the panels of <see cref="Convolution"/>.</summary>
    public Parameter Signs { get; }

    /// <summary>W, <c>[class][cell][channel]</c>.</summary>
    public Parameter Weights { get; }

    /// <summary>c, <c>[class]</c>.</summary>
    public Parameter Biases { get; }

    /// <summary>Samples.</summary>
    public int Count => _labels.Length;

    private int Features => _shape.Cells * _shape.Units;

    /// <summary>A nat in the units of the exit's biases.</summary>
    private float Nat => 65536f * (1 << _shape.Exit.Shift);

    /// <summary>Mean cross entropy of some samples, nats.</summary>
    public double Loss(ReadOnlySpan<int> samples)
    {
        float[] logits = new float[_shape.Classes];
        double loss = 0;
        foreach (int sample in samples)
            loss += Forward(sample, logits);
        return loss / samples.Length;
    }

    /// <summary>Gradients of the mean cross entropy of some samples, in place of those before.</summary>
    /// <param name="samples">Which.</param>
    /// <param name="movesSigns">Whether those of the signs are wanted.</param>
    public void Differentiate(ReadOnlySpan<int> samples, bool movesSigns)
    {
        float[] logits = new float[_shape.Classes];
        Array.Clear(Weights.Gradients[0]);
        Array.Clear(Biases.Gradients[0]);
        Array.Clear(Signs.Gradients[0]);
        foreach (int sample in samples)
        {
            if (movesSigns)
                _isKnown[sample] = false;
            Forward(sample, logits);
            ReadOnlySpan<float> features = _features.AsSpan(sample * Features, Features);
            for (int k = 0; k < logits.Length; k++)
            {
                float d = logits[k] = (logits[k] - (k == _labels[sample] ? 1 : 0)) / samples.Length;
                Biases.Gradients[0][k] += d;
                Span<float> row = Weights.Gradients[0].AsSpan(k * Features, Features);
                for (int j = 0; j < row.Length; j++)
                    row[j] += d * features[j];
            }

            if (movesSigns)
                DifferentiateSigns(sample, logits);
        }
    }

    /// <summary>To be called when signs have changed.</summary>
    public void Forget() => Array.Clear(_isKnown);

    /// <summary>The network with these numbers, W and c rounded to the exit's integers; without certificates.</summary>
    public Network Export()
    {
        ulong[] words = new ulong[_shape.Layer.Weights.Length];
        for (int unit = 0; unit < _shape.Units; unit++)
        {
            for (int i = 0; i < _shape.Inputs; i++)
            {
                if (Signs.Value[IndexOf(unit, i)] < 0)
                    words[_shape.WordOf(unit, i)] |= 1UL << (i % _shape.Channels % 64);
            }
        }

        short[] weights = [.. Weights.Value.Select(w => (short)Math.Clamp(MathF.Round(w * Nat / One), short.MinValue, short.MaxValue))];
        int[] biases = [.. Biases.Value.Select((c, k) => c == _shape.Exit.Biases[k] / Nat ? _shape.Exit.Biases[k] : (int)Math.Round((double)c * Nat))];
        StageDefinition[] stages = [.. _network.Stages.Select(stage => stage with { Exit = stage.Exit with { Certificate = null } })];
        stages[^1] = new StageDefinition(
            [.. stages[^1].Layers.SkipLast(1), _shape.Layer with { Weights = words }], _shape.Exit with { Weights = weights, Biases = biases, Certificate = null });
        return new Network(_network with { Stages = stages });
    }

    /// <summary>Writes the probabilities over the logits; returns −log of that of the label.</summary>
    private double Forward(int sample, Span<float> logits)
    {
        Span<float> features = _features.AsSpan(sample * Features, Features);
        if (!_isKnown[sample])
        {
            FillFeatures(sample, features);
            _isKnown[sample] = true;
        }

        float top = float.MinValue;
        for (int k = 0; k < logits.Length; k++)
        {
            logits[k] = Dot(Weights.Value.AsSpan(k * Features, Features), features) + Biases.Value[k];
            top = Math.Max(top, logits[k]);
        }

        double sum = 0, right = logits[_labels[sample]] - top;
        for (int k = 0; k < logits.Length; k++)
            sum += logits[k] = MathF.Exp(logits[k] - top);
        for (int k = 0; k < logits.Length; k++)
            logits[k] = (float)(logits[k] / sum);
        return Math.Log(sum) - right;
    }

    private void FillFeatures(int sample, Span<float> features)
    {
        fixed (float* signs = _signs, weights = Signs.Value, acc = _acc)
            Convolution.Run(signs + ((long)sample * _padded), weights, acc, _shape.Height, _shape.Width, _shape.Channels, _shape.Layer.Kernel, _shape.Units);
        ReadOnlySpan<short> map = _maps.AsSpan(sample * _shape.Places * _shape.Channels, _shape.Places * _shape.Channels);
        float share = 1f / (1 << _shape.CellShift);
        features.Clear();
        for (int place = 0; place < _shape.Places; place++)
        {
            Span<float> cell = features.Slice(CellOf(place) * _shape.Units, _shape.Units);
            for (int n = 0; n < cell.Length; n++)
            {
                float inner = ((_acc[(place * _shape.Units) + n] * _shape.Layer.Multipliers[n]) + _shape.Layer.Biases[n]) / (1L << _shape.Layer.Shift);
                float value = _values[(place * _shape.Units) + n] = (map[(place * _shape.Channels) + (n % _shape.Channels)] + inner - _shape.Exit.Offsets[n]) / One;
                cell[n] += Math.Max(value, 0) * share;
            }
        }
    }

    /// <summary>Adds the gradient of the signs; those before hold that of the logits.</summary>
    private void DifferentiateSigns(int sample, ReadOnlySpan<float> logits)
    {
        float share = 1f / (1 << _shape.CellShift) / One;
        for (int place = 0; place < _shape.Places; place++)
        {
            int cell = CellOf(place) * _shape.Units;
            for (int n = 0; n < _shape.Units; n++)
            {
                float d = 0;
                for (int k = 0; k < logits.Length; k++)
                    d += logits[k] * Weights.Value[(k * Features) + cell + n];
                int at = (place * _shape.Units) + n;
                _acc[at] = _values[at] > 0 ? d * share * _shape.Layer.Multipliers[n] / (1L << _shape.Layer.Shift) : 0;
            }
        }

        fixed (float* signs = _signs, change = _acc, gradient = Signs.Gradients[0])
            Convolution.AddWeightGradient(signs + ((long)sample * _padded), change, gradient, _shape.Height, _shape.Width, _shape.Channels, _shape.Layer.Kernel, _shape.Units);
    }

    private float[] PaddedSigns()
    {
        float[] signs = new float[_labels.Length * _padded];
        Array.Fill(signs, 1);
        float[] thresholds = [.. _shape.Layer.Thresholds.Select(t => (float)t)];
        int length = _shape.Places * _shape.Channels;
        float[] map = new float[length];
        for (int sample = 0; sample < _labels.Length; sample++)
        {
            for (int i = 0; i < length; i++)
                map[i] = _maps[(sample * length) + i];
            Elementwise.Sign(map, thresholds, signs.AsSpan(sample * _padded, _padded), new Volume(_shape.Height, _shape.Width, _shape.Channels), _border);
        }

        return signs;
    }

    private static float Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        Vector<float> sum = default;
        int i = 0;
        for (; i + Vector<float>.Count <= a.Length; i += Vector<float>.Count)
            sum += new Vector<float>(a[i..]) * new Vector<float>(b[i..]);
        float all = Vector.Sum(sum);
        for (; i < a.Length; i++)
            all += a[i] * b[i];
        return all;
    }

    private int IndexOf(int unit, int i) => Convolution.Index(unit, i / _shape.Channels, i % _shape.Channels, _shape.Taps, _shape.Channels);

    private int CellOf(int place)
    {
        int grid = _shape.Exit.Grid;
        return (place / _shape.Width / (_shape.Height / grid) * grid) + (place % _shape.Width / (_shape.Width / grid));
    }
}
