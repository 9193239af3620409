namespace Optimizers.Gradient;

/// <summary>What the shards of one convolution share: weights, their panels, normalisation, offsets.</summary>
internal sealed class LayerParameters
{
    /// <summary>Makes the parameters, with weights drawn from <paramref name="random"/>.</summary>
    /// <param name="name">Unique in the network.</param>
    /// <param name="inputs">Input channels; of the first layer the columns of a patch.</param>
    /// <param name="kernel">Side of the kernel.</param>
    /// <param name="outputs">Output channels, a multiple of 16.</param>
    /// <param name="isSign">Weights and inputs are applied as signs.</param>
    /// <param name="gain">γ of the normalisation at the start.</param>
    /// <param name="random">All chance.</param>
    /// <param name="signsInput">Whether a layer of signs takes the signs of its input itself, by thresholds; else it is given signs or numbers.</param>
    /// <param name="turns">Whether there is a way back to the input.</param>
    public LayerParameters(
        string name, int inputs, int kernel, int outputs, bool isSign, float gain, Random random, bool signsInput = true, bool turns = true)
    {
        Weights = new Parameter(name + ".weights", outputs * kernel * kernel * inputs) { IsSign = isSign, Decays = !isSign }
            .Randomize(random, isSign ? 0.1 : Math.Sqrt(2.0 / (kernel * kernel * inputs)));
        Norm = new BatchNorm(name + ".norm", outputs, gain);
        Offsets = isSign && signsInput ? new Parameter(name + ".thresholds", inputs) : null;
        Panels = new float[Weights.Value.Length];
        Turned = turns && inputs % Convolution.Panel == 0 ? new float[Weights.Value.Length] : [];
        Inputs = inputs;
        Kernel = kernel;
        Outputs = outputs;
    }

    /// <summary>Shadow weights, in the order of <see cref="Convolution"/>'s panels.</summary>
    public Parameter Weights { get; }

    /// <summary>Normalisation of the accumulators.</summary>
    public BatchNorm Norm { get; }

    /// <summary>Thresholds of the sign before the weights, one an input channel; null where the input is not binarised.</summary>
    public Parameter? Offsets { get; }

    /// <summary>The weights as they are applied: the signs of the shadows, or the shadows.</summary>
    public float[] Panels { get; }

    /// <summary><see cref="Panels"/> turned for the way back; empty in a first layer, which has none.</summary>
    public float[] Turned { get; }

    /// <summary>Which blocks of the weights are kept at 0; null where none are.</summary>
    public BlockMask? Mask { get; set; }

    /// <summary>Input channels.</summary>
    public int Inputs { get; }

    /// <summary>Side of the kernel.</summary>
    public int Kernel { get; }

    /// <summary>Output channels.</summary>
    public int Outputs { get; }

    /// <summary>All of it, for the optimizer and the checkpoint.</summary>
    public IEnumerable<Parameter> All => Offsets is null ? [Weights, Norm.Gain, Norm.Offset] : [Weights, Offsets, Norm.Gain, Norm.Offset];

    /// <summary>Brings the applied weights up to date with the shadows.</summary>
    public void Refresh()
    {
        if (Weights.IsSign)
        {
            for (int i = 0; i < Panels.Length; i++)
                Panels[i] = Weights.Value[i] < 0 ? -1 : 1;
        }
        else
        {
            Weights.Value.CopyTo(Panels, 0);
        }

        if (Turned.Length > 0)
            Convolution.Turn(Panels, Turned, Inputs, Kernel, Outputs);
    }
}
