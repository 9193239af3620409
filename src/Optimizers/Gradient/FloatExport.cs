using Inference.Format;

namespace Optimizers.Gradient;

/// <summary>Layers of a float network as the engine runs them, batch norm folded into weights and biases.</summary>
internal static class FloatExport
{
    /// <summary>The standardised picture as floats, deviations from its mean.</summary>
    public static AffineDefinition Input(int channels)
    {
        float[] factors = new float[channels];
        Array.Fill(factors, 1f / FirstLayer.StepsPerDeviation);
        return new AffineDefinition(factors, new float[channels], ActivationKind.None);
    }

    /// <summary>norm(conv(x, W)); block-sparse where weights were pruned.</summary>
    /// <param name="parameters">Weights and normalisation; of a first layer those of the convolution over patches.</param>
    /// <param name="kernel">Side of the kernel.</param>
    /// <param name="stride">Step.</param>
    /// <param name="inputs">Input channels.</param>
    /// <param name="activation">What follows.</param>
    public static LayerDefinition Convolution(LayerParameters parameters, int kernel, int stride, int inputs, ActivationKind activation)
    {
        int outputs = parameters.Outputs, taps = kernel * kernel;
        float[] weights = new float[outputs * inputs * taps];
        float[] biases = new float[outputs];
        // A first layer's patch is longer than its taps; the panels' rows are as long as the patch.
        int row = parameters.Weights.Value.Length / outputs;
        for (int n = 0; n < outputs; n++)
        {
            (double slope, double intercept) = parameters.Norm.Fold(n);
            biases[n] = (float)intercept;
            for (int c = 0; c < inputs; c++)
            {
                for (int tap = 0; tap < taps; tap++)
                {
                    double weight = parameters.Weights.Value[Gradient.Convolution.Index(n, 0, (tap * inputs) + c, 1, row)];
                    weights[(((n * inputs) + c) * taps) + tap] = (float)(slope * weight);
                }
            }
        }

        FloatConvDefinition dense = new(Window.Same(kernel, stride), inputs, outputs, weights, biases, activation);
        return parameters.Mask is { } mask ? BlockSparse.PackAs(dense, mask.Block) : dense;
    }

    /// <summary>An exit: mean of each cell, then one number a class.</summary>
    /// <param name="parameters">Weights, <c>[classes][cell][channel]</c>, and biases.</param>
    /// <param name="input">The map it looks at.</param>
    /// <param name="threshold">Score at which it answers, in 1/65536.</param>
    public static BranchExitDefinition Exit(ExitParameters parameters, Volume input, int threshold)
    {
        int cells = parameters.Grid * parameters.Grid;
        float[] weights = new float[parameters.Weights.Value.Length];
        for (int i = 0; i < weights.Length; i++)
        {
            int channel = i % input.Channels, cell = i / input.Channels % cells, label = i / parameters.Features;
            weights[(((label * input.Channels) + channel) * cells) + cell] = parameters.Weights.Value[i];
        }

        int height = input.Height / parameters.Grid, width = input.Width / parameters.Grid;
        int step = parameters.Grid == 1 ? 1 : height;
        return new BranchExitDefinition(
            [
                new WindowPoolDefinition(PoolKind.Average, new Window(height, width, step, 0, 0, 0, 0)),
                new FlattenDefinition(),
                new FloatConvDefinition(
                    Window.One, parameters.Features, parameters.Classes, weights, [.. parameters.Biases.Value], ActivationKind.None),
            ],
            [1],
            0,
            threshold);
    }

    /// <summary>How many weights of a trunk are exactly 0, in words: of its block-sparse convolutions, and of all.</summary>
    public static string Zeros(IEnumerable<LayerDefinition> trunk)
    {
        long pruned = 0, pruned0 = 0, other = 0, other0 = 0;
        foreach (LayerDefinition layer in trunk)
        {
            if (layer is SparseFloatConvDefinition sparse)
            {
                long weights = (long)sparse.OutputChannels * sparse.InputChannels * sparse.Window.Area;
                pruned += weights;
                pruned0 += weights - sparse.Weights.Count(weight => weight != 0);
            }
            else if (layer is FloatConvDefinition dense)
            {
                other += dense.Weights.Length;
                other0 += dense.Weights.Count(weight => weight == 0);
            }
        }

        double ofPruned = 100.0 * pruned0 / Math.Max(1, pruned), ofAll = 100.0 * (pruned0 + other0) / Math.Max(1, pruned + other);
        return FormattableString.Invariant(
            $"{ofPruned:0.00} % of the {pruned:N0} weights of pruned layers, {ofAll:0.00} % of the trunk's {pruned + other:N0}");
    }
}
