using Inference.Format;
using Optimizers.Chains.Priors;

namespace Optimizers.Chains.Heads;

/// <summary>The risk of the end of a shipped stage. Blocks: 0 the weights of its last layer, 1 those of its exit, 2 the exit's biases.</summary>
internal interface ITunedRisk : IRisk
{
    /// <summary>The shipped weights; biases are 0 steps from their own.</summary>
    ICentre Given { get; }

    /// <summary>What a step of a bias is worth, nats.</summary>
    double BiasStep { get; }

    /// <summary>Bytes of all it holds beyond <see cref="MemoryBytes"/>.</summary>
    long ExtraBytes { get; }

    /// <summary>Bytes of the memory of samples.</summary>
    long MemoryBytes { get; }

    /// <summary>The engine's logits of a sample at the weights as they are, 1/65536 nats.</summary>
    /// <param name="sample">Of the memory.</param>
    /// <param name="logits"><c>[classes]</c>.</param>
    void CopyLogits(int sample, Span<int> logits);

    /// <summary>Goes to weights whose exit is a coarser one; see <see cref="EndWeights.Coarsen"/>.</summary>
    /// <returns>False where nothing is rounded.</returns>
    bool Coarsen(double share);

    /// <summary>The network with the weights as they are, without certificates.</summary>
    NetworkDefinition Export();

    /// <summary>The network with kept weights, without certificates.</summary>
    /// <param name="state">As <see cref="IRisk.CopyState"/> writes it.</param>
    NetworkDefinition Export(ReadOnlySpan<byte> state);
}
