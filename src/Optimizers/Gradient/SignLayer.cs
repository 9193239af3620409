using System.Numerics;
using Inference.Format;
using Optimizers.Chains.Stages;

namespace Optimizers.Gradient;

/// <summary>
/// y = sign(max(norm(conv(x, sign(W))))), the maximum only where asked for: a layer of <see cref="LayerShape"/> with shadow weights (Hubara 2016,
/// algorithm 1). The way back through the sign is the straight-through estimator 1 where |·| ≤ 1, else 0 (Hubara 2016, equation 4).
/// </summary>
/// <remarks>The maximum stands before the sign, where the gradient can tell the four apart; the sign is monotone, so the result is the same.</remarks>
internal sealed unsafe class SignLayer : TrainingLayer
{
    private readonly LayerParameters _parameters;
    private readonly SignPatches _patches;
    private readonly LayerShape _shape;
    private readonly int _shard;
    private readonly int _sums;
    private readonly float[] _normalized;
    private readonly float[] _change;
    private readonly float[] _patchGradient;
    private readonly PoolLayer? _pool;
    private readonly float[] _active;

    /// <summary>Makes the layer for one shard.</summary>
    public SignLayer(LayerParameters parameters, LayerShape shape, bool takesBytes, int shard, int samples)
        : base(
            new Volume(shape.Height, shape.Width, shape.Channels), new Volume(shape.OutputHeight, shape.OutputWidth, shape.Units), samples)
    {
        _parameters = parameters;
        _shape = shape;
        _shard = shard;
        _sums = shape.SumHeight * shape.SumWidth;
        _patches = new SignPatches(shape, takesBytes, samples);
        _normalized = new float[samples * _sums * shape.Units];
        _active = new float[_normalized.Length];
        _change = new float[_normalized.Length];
        _patchGradient = new float[_sums * _patches.Columns];
        _pool = shape.Pools
            ? new PoolLayer(PoolKind.Max, new Volume(shape.SumHeight, shape.SumWidth, shape.Units), isFloat: false, samples) : null;
    }

    /// <summary>What the signs of the last <see cref="Forward"/> are taken of.</summary>
    public float[] Before => _pool?.Values ?? _active;

    /// <summary>The parameters: those of a 1×1 convolution over patches.</summary>
    /// <exception cref="RecipeException">An output count that the loops of training cannot take.</exception>
    public static LayerParameters Parameters(LayerShape shape, string name, bool isFirst, Random random)
    {
        if (shape.Units % Convolution.Panel != 0)
            throw new RecipeException($"{name}: found {shape.Units} outputs, expected a multiple of {Convolution.Panel} to train by gradient");
        return new LayerParameters(
            name, SignPatches.ColumnsOf(shape), 1, shape.Units, isSign: true, 1, random, signsInput: false, turns: !isFirst);
    }

    /// <inheritdoc/>
    public override void Forward(float[] input, int samples)
    {
        float[] source = _patches.Fill(input, samples);
        fixed (float* patches = source, weights = _parameters.Panels, normalized = _normalized)
        {
            // One sample after the other where it is large, so that it stays near; small ones together, so that the weights are read once.
            int together = _sums == 1 ? samples : 1;
            for (int s = 0; s < samples; s += together)
            {
                Convolution.Run(patches + ((long)s * _sums * _patches.Columns), weights, normalized + ((long)s * _sums * _shape.Units),
                    1, together * _sums, _patches.Columns, 1, _shape.Units);
            }
        }

        Span<float> sums = _normalized.AsSpan(0, samples * _sums * _shape.Units);
        _parameters.Norm.Normalize(sums, _shard);
        Elementwise.Affine(sums, _parameters.Norm.Gain.Value, _parameters.Norm.Offset.Value, _active);
        _pool?.Forward(_active, samples);
        ReadOnlySpan<float> last = Before.AsSpan(0, samples * Output.Length);
        for (int i = 0; i < last.Length; i += Vector<float>.Count)
        {
            Vector<int> below = Vector.LessThan(new Vector<float>(last[i..]), Vector<float>.Zero);
            Vector.ConditionalSelect(below, new Vector<float>(-1f), Vector<float>.One).CopyTo(Values.AsSpan(i));
        }
    }

    /// <inheritdoc/>
    public override void Backward(float[] input, float[]? inputGradient, int samples)
    {
        Straight(Before.AsSpan(0, samples * Output.Length), Gradient, _pool?.Gradient ?? _change);
        if (_pool is not null)
        {
            Array.Clear(_change);
            _pool.Backward(_active, _change, samples);
        }

        Span<float> change = _change.AsSpan(0, samples * _sums * _shape.Units);
        _parameters.Norm.Backward(_normalized.AsSpan(0, change.Length), change, _shard);
        fixed (float* patches = _patches.Last(input), gradient = _parameters.Weights.Gradients[_shard], d = _change)
        fixed (float* turned = _parameters.Turned, patchGradient = _patchGradient)
        {
            int together = _sums == 1 ? samples : 1;
            for (int s = 0; s < samples; s += together)
            {
                Convolution.AddWeightGradient(patches + ((long)s * _sums * _patches.Columns), d + ((long)s * _sums * _shape.Units), gradient,
                    1, together * _sums, _patches.Columns, 1, _shape.Units);
            }

            for (int s = 0; inputGradient is not null && s < samples; s++)
            {
                Convolution.Run(d + ((long)s * _sums * _shape.Units), turned, patchGradient, 1, _sums, _shape.Units, 1, _patches.Columns);
                _patches.AddBack(_patchGradient, inputGradient.AsSpan(s * Input.Length, Input.Length));
            }
        }
    }

    /// <inheritdoc/>
    /// <exception cref="NotSupportedException">Always: a network of signs is exported stage by stage, by <see cref="SignExport"/>.</exception>
    public override IReadOnlyList<LayerDefinition> Export(int from) => throw new NotSupportedException();

    private static void Straight(ReadOnlySpan<float> values, ReadOnlySpan<float> change, Span<float> gradient)
    {
        for (int i = 0; i < values.Length; i += Vector<float>.Count)
        {
            Vector<int> isNear = Vector.LessThanOrEqual(Vector.Abs(new Vector<float>(values[i..])), Vector<float>.One);
            Vector.ConditionalSelect(isNear, new Vector<float>(change[i..]), Vector<float>.Zero).CopyTo(gradient[i..]);
        }
    }
}
