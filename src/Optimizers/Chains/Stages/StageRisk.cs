using System.Runtime.Intrinsics;
using Optimizers.Chains.Stages.Sliced;

namespace Optimizers.Chains.Stages;

/// <summary>The fast risk of a stage, on the widest words this machine has.</summary>
public static class StageRisk
{
    /// <summary>Makes the risk of a stage with one layer or two before its exit.</summary>
    /// <param name="plan">Weights, samples and bounds.</param>
    /// <param name="bits">64, 128 or 256 bits a word; 0: the widest that is fast here. The chain is the same with each.</param>
    /// <exception cref="ArgumentException">More layers, layers that do not fit each other, or numbers that cannot be held.</exception>
    public static IStageRisk Of(StagePlan plan, int bits = 0)
    {
        if (plan.First % 256 != 0)
            throw new ArgumentException($"found a first part of {plan.First} samples, expected a multiple of 256", nameof(plan));
        if (plan.Weights.Shape.Layers.Count is not (1 or 2))
            throw new ArgumentException($"found a stage of {plan.Weights.Shape.Layers.Count} layers, expected one or two layers", nameof(plan));
        if (bits == 0)
            bits = Vector256.IsHardwareAccelerated ? 256 : Vector128.IsHardwareAccelerated ? 128 : 64;
        if (plan.Weights.Shape.Layers.Count == 2)
        {
            return bits switch
            {
                64 => new DeepStage<ulong, Words64>(plan),
                128 => new DeepStage<Vector128<ulong>, Words128>(plan),
                256 => new DeepStage<Vector256<ulong>, Words256>(plan),
                _ => throw Refused(bits),
            };
        }

        return bits switch
        {
            64 => new SlicedStage<ulong, Words64>(plan),
            128 => new SlicedStage<Vector128<ulong>, Words128>(plan),
            256 => new SlicedStage<Vector256<ulong>, Words256>(plan),
            _ => throw Refused(bits),
        };
    }

    private static ArgumentException Refused(int bits) => new($"found {bits} bits, expected 64, 128 or 256", nameof(bits));
}
