namespace Optimizers.Chains.Stages;

/// <summary>The risk of a stage whose answers and output can be read.</summary>
public interface IStageRisk : IRisk
{
    /// <summary>Copies the logits of all samples as they are, in units of LogitScale/65536 nats.</summary>
    /// <param name="logits"><c>[samples][classes]</c>.</param>
    void CopyLogits(Span<int> logits);

    /// <summary>Copies the output of the last layer, the input of the next stage.</summary>
    /// <param name="outputs"><c>[samples][row][column][channel]</c>, ±1.</param>
    void CopyOutputs(Span<sbyte> outputs);
}
