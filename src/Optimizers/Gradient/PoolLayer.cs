using Inference.Format;

namespace Optimizers.Gradient;

/// <summary>The largest or the mean value of each 2×2 square, by channel.</summary>
internal sealed class PoolLayer : TrainingLayer
{
    private readonly PoolKind _kind;
    private readonly bool _isFloat;

    /// <summary>Makes the layer for one shard; an input of odd size is refused.</summary>
    public PoolLayer(PoolKind kind, Volume input, bool isFloat, int samples)
        : base(input, new Volume(input.Height / 2, input.Width / 2, input.Channels), samples)
    {
        if (input.Height % 2 != 0 || input.Width % 2 != 0)
            throw new RecipeException($"pool: found a feature map of {input}, expected even height and width");
        _kind = kind;
        _isFloat = isFloat;
    }

    /// <inheritdoc/>
    public override void Forward(float[] input, int samples)
    {
        for (int pixel = 0; pixel < samples * Output.Pixels; pixel++)
        {
            int target = pixel * Output.Channels;
            int source = Source(pixel);
            for (int c = 0; c < Output.Channels; c++)
            {
                float a = input[source + c], b = input[source + Input.Channels + c];
                float d = input[source + (Input.Width * Input.Channels) + c], e = input[source + ((Input.Width + 1) * Input.Channels) + c];
                Values[target + c] = _kind == PoolKind.Max ? Math.Max(Math.Max(a, b), Math.Max(d, e)) : (a + b + d + e) * 0.25f;
            }
        }
    }

    /// <inheritdoc/>
    public override void Backward(float[] input, float[]? inputGradient, int samples)
    {
        if (inputGradient is null)
            return;
        ReadOnlySpan<int> offsets = [0, Input.Channels, Input.Width * Input.Channels, (Input.Width + 1) * Input.Channels];
        for (int pixel = 0; pixel < samples * Output.Pixels; pixel++)
        {
            int target = pixel * Output.Channels;
            int source = Source(pixel);
            for (int c = 0; c < Output.Channels; c++)
            {
                float change = Gradient[target + c];
                if (_kind == PoolKind.Average)
                {
                    foreach (int offset in offsets)
                        inputGradient[source + offset + c] += change * 0.25f;
                    continue;
                }

                float largest = Values[target + c];
                int winner = 0;
                while (winner < 3 && input[source + offsets[winner] + c] != largest)
                    winner++;
                inputGradient[source + offsets[winner] + c] += change;
            }
        }
    }

    /// <inheritdoc/>
    public override IReadOnlyList<LayerDefinition> Export(int from) =>
        [_isFloat ? new WindowPoolDefinition(_kind, Window.Tile(2)) : new PoolDefinition(_kind)];

    private int Source(int pixel)
    {
        int sample = pixel / Output.Pixels, within = pixel % Output.Pixels;
        return (sample * Input.Length) + (((within / Output.Width * 2 * Input.Width) + (within % Output.Width * 2)) * Input.Channels);
    }
}
