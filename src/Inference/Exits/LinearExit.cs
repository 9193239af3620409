using Inference.Format;
using Inference.Kernels;

namespace Inference.Exits;

/// <summary>
/// Exit of one linear layer: <c>logit_k = sat32((Σ_j w_kj·f_j + b_k) &gt;&gt; shift)</c> over the features, in 1/65536 nats; the sum is 64 bits wide.
/// </summary>
internal sealed class LinearExit<TKernels> : IExit
    where TKernels : IKernels
{
    private readonly LinearExitDefinition _definition;
    private readonly IExitFeatures _features;

    public LinearExit(LinearExitDefinition definition, IExitFeatures features, int classes, string place)
    {
        Expect.Range(place, "shift", definition.Shift, 0, 47);
        Expect.Range(place, "threshold", definition.Threshold, 0, ExitPolicy.Never);
        Expect.Length(place, "weights", definition.Weights, (long)classes * features.Length);
        Expect.Length(place, "biases", definition.Biases, classes);
        (_definition, _features) = (definition, features);
    }

    /// <inheritdoc/>
    public long Macs => _definition.Weights.Length;

    /// <inheritdoc/>
    public void Run(Workspace workspace)
    {
        _features.Gather(workspace);
        int length = _features.Length;
        ReadOnlySpan<short> features = workspace.Features.AsSpan(0, length);
        for (int k = 0; k < workspace.Logits.Length; k++)
        {
            long sum = TKernels.Dot(_definition.Weights.AsSpan(k * length, length), features);
            workspace.Logits[k] = FixedPoint.Saturate((sum + _definition.Biases[k]) >> _definition.Shift);
        }

        workspace.Conclude(Macs);
    }
}
