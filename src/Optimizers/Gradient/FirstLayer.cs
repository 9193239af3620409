using Inference.Format;

namespace Optimizers.Gradient;

/// <summary>The convolution on 8-bit pixels: strided, zero border, batch norm; max(y, 0) in a float network, no activation in a binary one.</summary>
internal sealed unsafe class FirstLayer : TrainingLayer
{
    /// <summary>Deviations a unit of the standardised input: 32 steps are one deviation (docs/model-format.md, standardize).</summary>
    public const int StepsPerDeviation = 32;

    private readonly LayerParameters _parameters;
    private readonly int _kernel;
    private readonly int _stride;
    private readonly bool _isFloat;
    private readonly int _shard;
    private readonly int _columns;
    private readonly float[] _patches;
    private readonly float[] _normalized;

    /// <summary>Makes the layer for one shard; the parameters are those of a 1×1 convolution over patches.</summary>
    public FirstLayer(LayerParameters parameters, Volume input, int kernel, int stride, bool isFloat, int shard, int samples)
        : base(input, new Volume((input.Height + stride - 1) / stride, (input.Width + stride - 1) / stride, parameters.Outputs), samples)
    {
        _parameters = parameters;
        _kernel = kernel;
        _stride = stride;
        _isFloat = isFloat;
        _shard = shard;
        _columns = parameters.Inputs;
        _patches = new float[samples * Output.Pixels * _columns];
        _normalized = new float[Values.Length];
    }

    /// <summary>Columns of a patch: kernel² · channels, rounded up to the 4 that <see cref="Convolution"/> asks for.</summary>
    public static int PatchColumns(int kernel, int channels) => ((kernel * kernel * channels) + 3) & ~3;

    /// <inheritdoc/>
    public override void Forward(float[] input, int samples)
    {
        for (int s = 0; s < samples; s++)
            Patches(input.AsSpan(s * Input.Length, Input.Length), _patches.AsSpan(s * Output.Pixels * _columns));
        fixed (float* patches = _patches, weights = _parameters.Panels, normalized = _normalized)
        {
            for (int s = 0; s < samples; s++)
            {
                Convolution.Run(patches + ((long)s * Output.Pixels * _columns), weights, normalized + ((long)s * Output.Length),
                    Output.Height, Output.Width, _columns, 1, Output.Channels);
            }
        }

        Span<float> active = _normalized.AsSpan(0, samples * Output.Length);
        _parameters.Norm.Normalize(active, _shard);
        Elementwise.Affine(active, _parameters.Norm.Gain.Value, _parameters.Norm.Offset.Value, Values);
        if (_isFloat)
            Elementwise.Relu(Values.AsSpan(0, active.Length));
    }

    /// <inheritdoc/>
    public override void Backward(float[] input, float[]? inputGradient, int samples)
    {
        Span<float> change = Gradient.AsSpan(0, samples * Output.Length);
        if (_isFloat)
            Elementwise.ReluBackward(Values, change);
        _parameters.Norm.Backward(_normalized.AsSpan(0, change.Length), change, _shard);
        fixed (float* patches = _patches, gradient = _parameters.Weights.Gradients[_shard], d = Gradient)
        {
            for (int s = 0; s < samples; s++)
            {
                Convolution.AddWeightGradient(patches + ((long)s * Output.Pixels * _columns), d + ((long)s * Output.Length), gradient,
                    Output.Height, Output.Width, _columns, 1, Output.Channels);
            }
        }
    }

    /// <inheritdoc/>
    public override IReadOnlyList<LayerDefinition> Export(int from)
    {
        if (_isFloat)
            return [FloatExport.Convolution(_parameters, _kernel, _stride, Input.Channels, ActivationKind.Relu)];
        int taps = _kernel * _kernel * Input.Channels;
        sbyte[] weights = new sbyte[Output.Channels * taps];
        double[] slopes = new double[Output.Channels];
        double[] intercepts = new double[Output.Channels];
        double[] largest = new double[Output.Channels];
        for (int n = 0; n < Output.Channels; n++)
        {
            double greatest = 1e-9;
            for (int i = 0; i < taps; i++)
                greatest = Math.Max(greatest, Math.Abs(_parameters.Weights.Value[Convolution.Index(n, 0, i, 1, _columns)]));
            double step = greatest / 127;
            double absolute = 0;
            for (int i = 0; i < taps; i++)
            {
                weights[(n * taps) + i] = (sbyte)Math.Round(_parameters.Weights.Value[Convolution.Index(n, 0, i, 1, _columns)] / step);
                absolute += Math.Abs((int)weights[(n * taps) + i]);
            }

            (double slope, double intercept) = _parameters.Norm.Fold(n);
            slopes[n] = slope * step / StepsPerDeviation;
            intercepts[n] = intercept;
            largest[n] = absolute * 128;
        }

        FixedPoint affine = FixedPoint.Of(slopes, intercepts, largest);
        return [new ByteConvDefinition(_kernel, _stride, Input.Channels, Output.Channels, weights, affine.Multipliers, affine.Biases, affine.Shift)];
    }

    /// <summary>One row of <see cref="_columns"/> for each output pixel, [ky][kx][c], zeros outside the picture.</summary>
    private void Patches(ReadOnlySpan<float> picture, Span<float> patches)
    {
        int half = _kernel / 2;
        int next = 0;
        for (int y = 0; y < Output.Height; y++)
        {
            for (int x = 0; x < Output.Width; x++)
            {
                Span<float> patch = patches.Slice(next, _columns);
                patch.Clear();
                next += _columns;
                for (int ky = 0; ky < _kernel; ky++)
                {
                    int row = (y * _stride) + ky - half;
                    if ((uint)row >= (uint)Input.Height)
                        continue;
                    int first = (x * _stride) - half;
                    int from = Math.Max(0, -first);
                    int to = Math.Min(_kernel, Input.Width - first);
                    picture.Slice(((row * Input.Width) + first + from) * Input.Channels, (to - from) * Input.Channels)
                        .CopyTo(patch[(((ky * _kernel) + from) * Input.Channels)..]);
                }
            }
        }
    }
}
