using Inference.Format;

namespace Optimizers.Gradient;

/// <summary>y = x (channels repeated) + norm(conv(sign(x − t), sign(W))): the binary block with its high-precision shortcut (Liu 2018).</summary>
internal sealed unsafe class ResidualLayer : TrainingLayer
{
    private readonly LayerParameters _parameters;
    private readonly int _shard;
    private readonly int _border;
    private readonly int _padded;
    private readonly float[] _signs;
    private readonly float[] _normalized;
    private readonly float[] _change;
    private readonly float[] _signGradient;

    /// <summary>Makes the layer for one shard.</summary>
    public ResidualLayer(LayerParameters parameters, Volume input, int shard, int samples)
        : base(input, input with { Channels = parameters.Outputs }, samples)
    {
        _parameters = parameters;
        _shard = shard;
        _border = parameters.Kernel / 2;
        _padded = (input.Height + (2 * _border)) * (input.Width + (2 * _border));
        _signs = new float[samples * _padded * input.Channels];
        Array.Fill(_signs, 1);
        _normalized = new float[Values.Length];
        _change = new float[_padded * Output.Channels];
        _signGradient = new float[input.Length];
    }

    /// <inheritdoc/>
    public override void Forward(float[] input, int samples)
    {
        for (int s = 0; s < samples; s++)
        {
            Elementwise.Sign(input.AsSpan(s * Input.Length, Input.Length), _parameters.Offsets!.Value,
                _signs.AsSpan(s * _padded * Input.Channels, _padded * Input.Channels), Input, _border);
        }

        fixed (float* signs = _signs, weights = _parameters.Panels, normalized = _normalized)
        {
            for (int s = 0; s < samples; s++)
            {
                Convolution.Run(signs + ((long)s * _padded * Input.Channels), weights, normalized + ((long)s * Output.Length),
                    Output.Height, Output.Width, Input.Channels, _parameters.Kernel, Output.Channels);
            }
        }

        Span<float> active = _normalized.AsSpan(0, samples * Output.Length);
        _parameters.Norm.Normalize(active, _shard);
        Elementwise.Residual(input.AsSpan(0, samples * Input.Length), Input.Channels, active, _parameters.Norm.Gain.Value,
            _parameters.Norm.Offset.Value, Values);
    }

    /// <inheritdoc/>
    public override void Backward(float[] input, float[]? inputGradient, int samples)
    {
        Span<float> change = Gradient.AsSpan(0, samples * Output.Length);
        if (inputGradient is not null)
            Elementwise.AddShortcutGradient(change, Output.Channels, inputGradient.AsSpan(0, samples * Input.Length), Input.Channels);
        _parameters.Norm.Backward(_normalized.AsSpan(0, change.Length), change, _shard);
        fixed (float* signs = _signs, weightGradient = _parameters.Weights.Gradients[_shard], d = Gradient)
        fixed (float* padded = _change, turned = _parameters.Turned, signGradient = _signGradient)
        {
            for (int s = 0; s < samples; s++)
            {
                Convolution.AddWeightGradient(signs + ((long)s * _padded * Input.Channels), d + ((long)s * Output.Length), weightGradient,
                    Output.Height, Output.Width, Input.Channels, _parameters.Kernel, Output.Channels);
                if (inputGradient is null)
                    continue;
                Elementwise.Place(change.Slice(s * Output.Length, Output.Length), Output, _change, Output.Width + (2 * _border), _border, 1);
                Convolution.Run(padded, turned, signGradient, Input.Height, Input.Width, Output.Channels, _parameters.Kernel, Input.Channels);
                Elementwise.SignBackward(input.AsSpan(s * Input.Length, Input.Length), _parameters.Offsets!.Value, _signGradient,
                    inputGradient.AsSpan(s * Input.Length, Input.Length), _parameters.Offsets.Gradients[_shard]);
            }
        }
    }

    /// <inheritdoc/>
    public override IReadOnlyList<LayerDefinition> Export(int from)
    {
        int taps = _parameters.Kernel * _parameters.Kernel;
        int words = (Input.Channels + 63) / 64;
        ulong[] weights = new ulong[Output.Channels * taps * words];
        double[] slopes = new double[Output.Channels];
        double[] intercepts = new double[Output.Channels];
        double[] largest = new double[Output.Channels];
        for (int n = 0; n < Output.Channels; n++)
        {
            for (int tap = 0; tap < taps; tap++)
            {
                for (int c = 0; c < Input.Channels; c++)
                {
                    if (_parameters.Weights.Value[Convolution.Index(n, tap, c, taps, Input.Channels)] < 0)
                        weights[(((n * taps) + tap) * words) + (c / 64)] |= 1UL << (c % 64);
                }
            }

            (slopes[n], intercepts[n]) = _parameters.Norm.Fold(n);
            largest[n] = taps * Input.Channels;
        }

        FixedPoint affine = FixedPoint.Of(slopes, intercepts, largest);
        short[] thresholds = [.. _parameters.Offsets!.Value.Select(t => (short)Math.Clamp(Math.Round(t * FixedPoint.One), short.MinValue, short.MaxValue))];
        return
        [
            new BinaryResidualDefinition(
                _parameters.Kernel, Input.Channels, Output.Channels, thresholds, weights, affine.Multipliers, affine.Biases, affine.Shift),
        ];
    }
}
