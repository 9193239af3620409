using Optimizers.Chains.Stages;

namespace Optimizers.Gradient;

/// <summary>What each place of a layer's map of sums sees, one row a place, in the order [ky][kx][c]; the layer is then a product of matrices.</summary>
internal sealed class SignPatches
{
    private readonly LayerShape _shape;
    private readonly bool _takesBytes;
    private readonly float[] _patches;

    /// <summary>Makes the buffers; none where the input is its own patch.</summary>
    public SignPatches(LayerShape shape, bool takesBytes, int samples)
    {
        _shape = shape;
        _takesBytes = takesBytes;
        Columns = ColumnsOf(shape);
        bool isPlain = shape.Kernel == 1 && shape.Stride == 1 && Columns == shape.Channels && !takesBytes;
        _patches = isPlain ? [] : new float[samples * shape.SumHeight * shape.SumWidth * Columns];
    }

    /// <summary>Numbers of a row; those past the taps are 0.</summary>
    public int Columns { get; }

    /// <summary>The taps, rounded up to the 4 that <see cref="Convolution"/> asks for.</summary>
    public static int ColumnsOf(LayerShape shape) => FirstLayer.PatchColumns(shape.Kernel, shape.Channels);

    /// <summary>The patches of some samples; of bytes in the engine's units, whole numbers.</summary>
    public float[] Fill(float[] input, int samples)
    {
        int length = _shape.Height * _shape.Width * _shape.Channels, rows = _shape.SumHeight * _shape.SumWidth;
        for (int s = 0; _patches.Length > 0 && s < samples; s++)
        {
            for (int place = 0; place < rows; place++)
            {
                Span<float> patch = _patches.AsSpan(((s * rows) + place) * Columns, _shape.Inputs);
                Walk(place, input.AsSpan(s * length, length), patch, isBack: false);
            }
        }

        return Last(input);
    }

    /// <summary>The patches of the last <see cref="Fill"/>, which was given this input.</summary>
    public float[] Last(float[] input) => _patches.Length > 0 ? _patches : input;

    /// <summary>Adds the gradient of one sample's patches to that of its input.</summary>
    public void AddBack(Span<float> patchGradient, Span<float> inputGradient)
    {
        for (int place = 0; place < _shape.SumHeight * _shape.SumWidth; place++)
            Walk(place, inputGradient, patchGradient.Slice(place * Columns, _shape.Inputs), isBack: true);
    }

    /// <summary>Between one patch and the picture, tap by tap: into the patch, or back.</summary>
    private void Walk(int place, Span<float> picture, Span<float> patch, bool isBack)
    {
        int channels = _shape.Channels;
        int top = (place / _shape.SumWidth * _shape.Stride) - (_shape.Kernel / 2);
        int left = (place % _shape.SumWidth * _shape.Stride) - (_shape.Kernel / 2);
        for (int tap = 0; tap < _shape.Kernel * _shape.Kernel; tap++)
        {
            int y = top + (tap / _shape.Kernel), x = left + (tap % _shape.Kernel);
            bool isInside = y >= 0 && y < _shape.Height && x >= 0 && x < _shape.Width;
            Span<float> here = patch.Slice(tap * channels, channels);
            Span<float> there = isInside ? picture.Slice(((y * _shape.Width) + x) * channels, channels) : [];
            for (int c = 0; isBack && c < there.Length; c++)
                there[c] += here[c];
            if (isBack)
                continue;
            if (!isInside)
                here.Fill(_takesBytes ? 0 : 1);
            else if (!_takesBytes)
                there.CopyTo(here);
            for (int c = 0; _takesBytes && c < there.Length; c++)
                here[c] = MathF.Round(there[c] * FirstLayer.StepsPerDeviation);
        }
    }
}
