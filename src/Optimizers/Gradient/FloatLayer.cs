using Inference.Format;

namespace Optimizers.Gradient;

/// <summary>
/// y = max(norm(conv(x, W)) + x, 0), the shortcut only where asked for: a residual block (He 2016, section 3.2) of one convolution.
/// </summary>
internal sealed unsafe class FloatLayer : TrainingLayer
{
    private readonly LayerParameters _parameters;
    private readonly int _stride;
    private readonly bool _isResidual;
    private readonly int _shard;
    private readonly int _border;
    private readonly int _columns;
    private readonly int _paddedLength;
    private readonly float[] _pictures;
    private readonly float[] _normalized;
    private readonly float[] _change;
    private readonly float[] _inputGradient;

    /// <summary>Makes the layer for one shard; output pixel (i, j) is centred on input (i · stride, j · stride).</summary>
    public FloatLayer(LayerParameters parameters, Volume input, int stride, bool isResidual, int shard, int samples)
        : base(input, new Volume((input.Height + stride - 1) / stride, (input.Width + stride - 1) / stride, parameters.Outputs), samples)
    {
        _parameters = parameters;
        _stride = stride;
        _isResidual = isResidual;
        _shard = shard;
        _border = parameters.Kernel / 2;
        _columns = ((Output.Width - 1) * stride) + parameters.Kernel;
        _paddedLength = (((Output.Height - 1) * stride) + parameters.Kernel) * _columns * input.Channels;
        _pictures = new float[samples * _paddedLength];
        _normalized = new float[Values.Length];
        _change = new float[(input.Height + (2 * _border)) * (input.Width + (2 * _border)) * Output.Channels];
        _inputGradient = new float[input.Length];
    }

    /// <inheritdoc/>
    public override void Forward(float[] input, int samples)
    {
        for (int s = 0; s < samples; s++)
        {
            Elementwise.Place(input.AsSpan(s * Input.Length, Input.Length), Input, _pictures.AsSpan(s * _paddedLength, _paddedLength),
                _columns, _border, 1);
        }

        fixed (float* pictures = _pictures, weights = _parameters.Panels, normalized = _normalized)
        {
            for (int s = 0; s < samples; s++)
            {
                Convolution.Run(pictures + ((long)s * _paddedLength), weights, normalized + ((long)s * Output.Length),
                    Output.Height, Output.Width, Input.Channels, _parameters.Kernel, Output.Channels, _stride);
            }
        }

        BatchNorm norm = _parameters.Norm;
        Span<float> active = _normalized.AsSpan(0, samples * Output.Length);
        norm.Normalize(active, _shard);
        if (_isResidual)
            Elementwise.Residual(input.AsSpan(0, active.Length), Input.Channels, active, norm.Gain.Value, norm.Offset.Value, Values);
        else
            Elementwise.Affine(active, norm.Gain.Value, norm.Offset.Value, Values);
        Elementwise.Relu(Values.AsSpan(0, active.Length));
    }

    /// <inheritdoc/>
    public override void Backward(float[] input, float[]? inputGradient, int samples)
    {
        Span<float> change = Gradient.AsSpan(0, samples * Output.Length);
        Elementwise.ReluBackward(Values, change);
        if (_isResidual && inputGradient is not null)
            Elementwise.AddShortcutGradient(change, Output.Channels, inputGradient, Input.Channels);
        _parameters.Norm.Backward(_normalized.AsSpan(0, change.Length), change, _shard);
        fixed (float* pictures = _pictures, weightGradient = _parameters.Weights.Gradients[_shard], d = Gradient)
        {
            for (int s = 0; s < samples; s++)
            {
                Convolution.AddWeightGradient(pictures + ((long)s * _paddedLength), d + ((long)s * Output.Length), weightGradient,
                    Output.Height, Output.Width, Input.Channels, _parameters.Kernel, Output.Channels, _stride);
                if (inputGradient is not null)
                    AddInputGradient(change.Slice(s * Output.Length, Output.Length), inputGradient.AsSpan(s * Input.Length, Input.Length));
            }
        }
    }

    /// <inheritdoc/>
    public override IReadOnlyList<LayerDefinition> Export(int from) => _isResidual
        ?
        [
            FloatExport.Convolution(_parameters, _parameters.Kernel, _stride, Input.Channels, ActivationKind.None),
            new AddDefinition(from, ActivationKind.Relu),
        ]
        : [FloatExport.Convolution(_parameters, _parameters.Kernel, _stride, Input.Channels, ActivationKind.Relu)];

    /// <summary>The turned convolution of the output's gradient, its pixels as far apart as the stride.</summary>
    private void AddInputGradient(ReadOnlySpan<float> change, Span<float> gradient)
    {
        Elementwise.Place(change, Output, _change, Input.Width + (2 * _border), _border, _stride);
        fixed (float* padded = _change, turned = _parameters.Turned, own = _inputGradient)
            Convolution.Run(padded, turned, own, Input.Height, Input.Width, Output.Channels, _parameters.Kernel, Input.Channels);
        Elementwise.Add(_inputGradient, gradient);
    }
}
